import type { Worker as NodeWorker } from 'node:worker_threads';
import { BackendError } from '@gemmule/core';
import { workerSource } from '../generated/worker.ts';
import type { WorkerStart } from './worker-start.ts';

/** Milliseconds that a worker has to say that it runs. Some refusals of a host are silent. */
const patience = 10_000;

/** A started worker. */
export interface WorkerHandle {
  terminate(): void;
}

/** The part that Node.js and browsers have in common. */
interface Port {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/**
 * Starts a worker, which never keeps the process alive, and waits until it runs.
 *
 * @param onEnd called when it ends without having been told to
 * @throws BackendError when the host refuses
 */
export async function spawn(start: WorkerStart, onEnd: (reason: string) => void): Promise<WorkerHandle> {
  let isTold = false;
  const ended = (reason: string): void => {
    if (!isTold) onEnd(reason);
  };
  let port: NodeWorker | Worker | undefined;
  try {
    port = create();
    await greet(port, start, ended);
  } catch (cause) {
    isTold = true;
    void port?.terminate();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BackendError(`cpu: a worker thread did not start (${reason}); threads: 1 does without`, { cause });
  }
  if (isNodeWorker(port)) port.unref();
  return {
    terminate() {
      isTold = true;
      void port.terminate();
    },
  };
}

/** Sends what the worker begins with and waits for its answer. */
async function greet(port: NodeWorker | Worker, start: WorkerStart, ended: (reason: string) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (reason: string): void => {
    reject(new Error(reason));
    ended(reason);
  };
  if (isNodeWorker(port)) {
    port.once('message', () => resolve());
    port.on('error', (error: Error) => fail(error.message));
    port.on('exit', (code: number) => fail(`it exited with code ${code}`));
  } else {
    port.addEventListener('message', () => resolve(), { once: true });
    // A page's security policy tells a script no more than that.
    port.addEventListener('error', (event) => fail(event.message || 'does the page allow worker-src blob:?'));
  }
  port.postMessage(start);
  const timer = setTimeout(() => fail(`it was silent for ${patience / 1000} s`), patience);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
  }
}

function create(): NodeWorker | Worker {
  if (globalThis.process?.versions?.node !== undefined) {
    const threads = process.getBuiltinModule('node:worker_threads');
    // Whatever options the process was started with are not for this script.
    return new threads.Worker(workerSource, { eval: true, execArgv: [] });
  }
  const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  try {
    return new Worker(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function isNodeWorker(port: Port): port is NodeWorker {
  return 'unref' in port;
}
