import { type ReadonlySignal, signal } from '@preact/signals';
import { type Remote, releaseProxy, wrap } from 'comlink';
import type { WorkerName } from './worker-name.ts';

/** A worker that computes for a room, and what became of it. */
export interface WorkerLink<Api> {
  /** Calls the worker, which is started by the first call. */
  readonly api: () => Remote<Api>;
  /** Why the worker ended, where it did. */
  readonly failure: ReadonlySignal<string | undefined>;
  /** Counts the workers: what a room asked of one that ended has to be asked again. */
  readonly generation: ReadonlySignal<number>;
  /** Ends the worker; the next call starts another. */
  readonly restart: () => void;
}

/** Calls that a worker did not answer when it ended stay unanswered; rooms go by `failure` and `generation`. */
export function workerLink<Api>(name: WorkerName): WorkerLink<Api> {
  const failure = signal<string | undefined>(undefined);
  const generation = signal(0);
  let running: { readonly worker: Worker; readonly api: Remote<Api> } | undefined;

  function stop(): void {
    running?.api[releaseProxy]();
    running?.worker.terminate();
    running = undefined;
  }

  function begin(): NonNullable<typeof running> {
    const worker = new Worker(new URL('engine.worker.ts', import.meta.url), { type: 'module', name });
    worker.addEventListener('error', (event) => {
      // Chromium gives no message for a script that could not be loaded.
      failure.value = event.message || 'its script could not be loaded';
      stop();
    });
    return { worker, api: wrap<Api>(worker) };
  }

  return {
    api: () => (running ??= begin()).api,
    failure,
    generation,
    restart() {
      stop();
      failure.value = undefined;
      generation.value += 1;
    },
  };
}
