import type { Worker as NodeWorker } from 'node:worker_threads';
import { BackendError } from '@gemmule/core';
import { workerSource } from '../generated/worker.ts';
import type { WorkerStart } from './worker-start.ts';

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
  const port = await create();
  let isTold = false;
  const ended = (reason: string): void => {
    if (!isTold) onEnd(reason);
  };
  try {
    await new Promise<void>((resolve, reject) => {
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
        port.addEventListener('error', (event) => fail(event.message || 'it did not start'));
      }
      port.postMessage(start);
    });
  } catch (cause) {
    isTold = true;
    void port.terminate();
    throw new BackendError('cpu: a worker thread did not start; threads: 1 does without', { cause });
  }
  if (isNodeWorker(port)) port.unref();
  return {
    terminate() {
      isTold = true;
      void port.terminate();
    },
  };
}

async function create(): Promise<NodeWorker | Worker> {
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
