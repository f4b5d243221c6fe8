import { type ReadonlySignal, signal } from '@preact/signals';
import { type Remote, releaseProxy, wrap } from 'comlink';
import type { WorkerName } from './worker-name.ts';

/** A worker that computes for a room, and what became of it. */
export interface WorkerLink<Api> {
  /** Calls the worker, which is started by the first call. Rejects, too, when the worker ends before it has answered. */
  readonly call: <T>(ask: (api: Remote<Api>) => T) => Promise<Awaited<T>>;
  /** Why the worker ended, where it did. */
  readonly failure: ReadonlySignal<string | undefined>;
  /** Counts the workers: what a room asked of one that ended has to be asked again. */
  readonly generation: ReadonlySignal<number>;
  /** Ends the worker; the next call starts another. */
  readonly restart: () => void;
}

interface Running<Api> {
  readonly worker: Worker;
  readonly api: Remote<Api>;
  /** Rejects when the worker ends; it never resolves. */
  readonly end: Promise<never>;
  readonly stop: (reason: string) => void;
}

export function workerLink<Api>(name: WorkerName): WorkerLink<Api> {
  const failure = signal<string | undefined>(undefined);
  const generation = signal(0);
  let running: Running<Api> | undefined;

  function begin(): Running<Api> {
    const worker = new Worker(new URL('engine.worker.ts', import.meta.url), { type: 'module', name });
    const api = wrap<Api>(worker);
    const { promise: end, reject } = Promise.withResolvers<never>();
    end.catch(() => undefined); // Where nobody waits for an answer, nobody has to hear of it.
    const stop = (reason: string): void => {
      api[releaseProxy]();
      worker.terminate();
      running = undefined;
      reject(new Error(reason));
    };
    worker.addEventListener('error', (event) => {
      // Chromium gives no message for a script that could not be loaded.
      failure.value = event.message || 'its script could not be loaded';
      stop(`the engine stopped: ${failure.value}`);
    });
    return { worker, api, end, stop };
  }

  return {
    failure,
    generation,
    call(ask) {
      running ??= begin();
      return Promise.race([ask(running.api), running.end]);
    },
    restart() {
      running?.stop('the engine was started again');
      failure.value = undefined;
      generation.value += 1;
    },
  };
}
