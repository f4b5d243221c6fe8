import { deviceOf } from './device.ts';
import { createEngine } from './engines.ts';
import type { Probe } from './probe.ts';

export const probe: Probe = {
  async probe(id) {
    try {
      const backend = await createEngine(id);
      const { engine } = backend;
      backend.dispose();
      const device = await deviceOf(id);
      return device === undefined ? { id, engine } : { id, engine, device };
    } catch (error) {
      return { id, reason: error instanceof Error ? error.message : String(error) };
    }
  },
};
