import { expose } from 'comlink';
import type { WorkerName } from './worker-name.ts';

/*
 * One script for all workers, so that they share the engine's chunks. Which of them this one is, its name says.
 */

const apis: Readonly<Record<WorkerName, () => Promise<unknown>>> = {
  lab: async () => (await import('../convolution/lab-api.ts')).lab,
  probe: async () => (await import('./probe-api.ts')).probe,
  trainer: async () => (await import('../rooms/train/trainer-api.ts')).trainer,
  prover: async () => (await import('../rooms/backends/prover-api.ts')).prover,
};

/** A worker does not wait for its imports: what is asked meanwhile would be lost. */
const early: MessageEvent[] = [];
const keep = (event: MessageEvent): void => void early.push(event);
addEventListener('message', keep);

apis[self.name as WorkerName]().then(
  (api) => {
    removeEventListener('message', keep);
    expose(api);
    for (const { data, ports } of early) dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
  },
  (error: unknown) => {
    // Thrown out of the promise, for the page to hear of it.
    setTimeout(() => {
      throw error;
    });
  },
);
