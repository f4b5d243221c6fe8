import { type ReadonlySignal, signal } from '@preact/signals';
import { engineIds } from './engines.ts';
import type { EngineReport, Probe } from './probe.ts';
import { workerLink } from './worker-link.ts';

const found = signal<readonly EngineReport[]>([]);

/** What is known so far of the engines in this browser. */
export const reports: ReadonlySignal<readonly EngineReport[]> = found;

/** Tries each engine, once for the page, in a worker of its own that is ended afterwards. */
export async function probeEngines(): Promise<void> {
  if (found.peek().length > 0) return;
  const link = workerLink<Probe>('probe');
  for (const id of engineIds) {
    if (id === 'auto') continue;
    const report = await link.call((api) => api.probe(id));
    found.value = [...found.peek(), report];
  }
  link.restart();
}
