import { expose } from 'comlink';
import { createEngine } from './engines.ts';
import type { Probe } from './probe.ts';

const probe: Probe = {
  async probe(id) {
    try {
      const backend = await createEngine(id);
      const { engine } = backend;
      backend.dispose();
      return { id, engine };
    } catch (error) {
      return { id, reason: error instanceof Error ? error.message : String(error) };
    }
  },
};

expose(probe);
