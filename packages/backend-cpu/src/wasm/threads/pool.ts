import { BackendError } from '@gemmule/core';
import * as words from './control.ts';
import { spawn, type WorkerHandle } from './spawn.ts';
import type { WorkerStart } from './worker-start.ts';

/** Milliseconds without a chunk being done after which a worker counts as dead. Chunks take less than a few. */
const patience = 10_000;
/** Looks at the count of chunks done before the caller sleeps until it changes. */
const looks = 2000;

/** Worker threads that help the calling one. */
export interface ThreadPool {
  /** Runs the chunks of a job whose words are set; `run` does one on this thread. Returns when all are done. */
  share(chunks: number, run: (chunk: number) => void): void;
  /** Ends the workers. */
  dispose(): void;
}

/** What all workers get alike. */
export type PoolStart = Omit<WorkerStart, 'thread' | 'words'>;

/** @param count of workers, beside the calling thread */
export async function createThreadPool(count: number, shared: Int32Array, start: PoolStart): Promise<ThreadPool> {
  let lost: string | undefined;
  const { ...plainWords } = words;
  const spawned = await Promise.allSettled(
    Array.from({ length: count }, (_, index) =>
      spawn({ ...start, thread: index + 1, words: plainWords }, (reason) => {
        lost ??= reason;
      }),
    ),
  );
  const workers = spawned.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const refused = spawned.find((result) => result.status === 'rejected');
  if (refused !== undefined) {
    stop(shared, workers);
    throw refused.reason;
  }

  function assertAlive(): void {
    if (lost !== undefined) {
      throw new BackendError(
        `cpu: a worker thread has ended (${lost}), what it was to compute is lost; make a new backend`,
      );
    }
  }

  return {
    share(chunks, run) {
      assertAlive();
      Atomics.store(shared, words.doneWord, 0);
      Atomics.store(shared, words.remainingWord, chunks);
      Atomics.add(shared, words.generationWord, 1);
      Atomics.notify(shared, words.generationWord);
      for (let chunk = take(shared); chunk >= 0; chunk = take(shared)) {
        try {
          run(chunk);
        } catch {
          Atomics.store(shared, words.failedWord, 1);
        }
        Atomics.add(shared, words.doneWord, 1);
      }
      if (!waitForAll(shared, chunks)) lost ??= `silent for ${patience / 1000} s`;
      if (Atomics.load(shared, words.failedWord) !== 0) lost ??= 'a kernel stopped, which is a defect of the kernel';
      assertAlive();
    },
    dispose() {
      stop(shared, workers);
    },
  };
}

function stop(shared: Int32Array, workers: readonly WorkerHandle[]): void {
  Atomics.store(shared, words.stopWord, 1);
  Atomics.add(shared, words.generationWord, 1);
  Atomics.notify(shared, words.generationWord);
  for (const worker of workers) worker.terminate();
}

/** A chunk that nobody else has, or -1. */
function take(shared: Int32Array): number {
  for (;;) {
    const remaining = Atomics.load(shared, words.remainingWord);
    if (remaining <= 0) return -1;
    if (Atomics.compareExchange(shared, words.remainingWord, remaining, remaining - 1) === remaining)
      return remaining - 1;
  }
}

/** False when the chunks that others have taken do not get done. */
function waitForAll(shared: Int32Array, chunks: number): boolean {
  for (let look = 0; look < looks; look++) {
    if (Atomics.load(shared, words.doneWord) === chunks) return true;
  }
  let deadline = performance.now() + patience;
  let done = Atomics.load(shared, words.doneWord);
  while (done !== chunks) {
    if (performance.now() > deadline) return false;
    sleep(shared, done);
    const now = Atomics.load(shared, words.doneWord);
    if (now !== done) deadline = performance.now() + patience;
    done = now;
  }
  return true;
}

/** Until the count of chunks done is another, or a moment. The main thread of a page may not sleep: it looks again. */
function sleep(shared: Int32Array, done: number): void {
  if (maySleep) Atomics.wait(shared, words.doneWord, done, 100);
}

const maySleep = canWait();

function canWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}
