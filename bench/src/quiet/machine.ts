import { Worker } from 'node:worker_threads';
import { burden } from './burden.ts';
import { doneWord, type HelperStart, startWord, words } from './words.ts';

/** The machine below us, whose cores other processes want too, or other guests of the same host. */
export interface Machine {
  /** What it gives just now. Takes some milliseconds. */
  look(): MachineState;
  dispose(): Promise<void>;
}

export interface MachineState {
  /** How many threads' worth of arithmetic all threads together do: 2 for two that have a core each, 1 if they share one. */
  readonly scaling: number;
  /** Of one thread alone, in units of the fastest that was seen. */
  readonly speed: number;
}

/** Milliseconds of one thread's burden: long beside the time that waking a thread takes. */
const burdenTime = 4;

/** Starts `threads - 1` threads that sleep until their help is wanted. */
export async function machine(threads: number): Promise<Machine> {
  const carry = await burden();
  const repeats = repeatsFor(carry);
  const shared = new Int32Array(new SharedArrayBuffer(4 * words));
  const start: HelperStart = { shared, repeats };
  const helpers = Array.from(
    { length: threads - 1 },
    () => new Worker(new URL('./helper.ts', import.meta.url), { workerData: start }),
  );
  await Promise.all(helpers.map(started));
  let fastest = Infinity;
  return {
    look() {
      const alone = time(() => carry(repeats));
      const together = time(() => {
        Atomics.store(shared, doneWord, 0);
        Atomics.add(shared, startWord, 1);
        Atomics.notify(shared, startWord);
        carry(repeats);
        for (let done = 0; done < helpers.length; done = Atomics.load(shared, doneWord)) {
          Atomics.wait(shared, doneWord, done, 100);
        }
      });
      fastest = Math.min(fastest, alone);
      return { scaling: (threads * alone) / together, speed: fastest / alone };
    },
    async dispose() {
      await Promise.all(helpers.map((helper) => helper.terminate()));
    },
  };
}

/** Whether each thread had a whole core to itself, as far as that can be told. */
export function isQuiet({ scaling, speed }: MachineState, threads: number): boolean {
  return speed >= 0.85 && scaling >= 0.9 * threads && scaling <= 1.1 * threads;
}

function repeatsFor(carry: (repeats: number) => void): number {
  let repeats = 1;
  while (time(() => carry(repeats)) < burdenTime) repeats *= 2;
  return repeats;
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function started(helper: Worker): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  helper.once('message', () => resolve());
  helper.once('error', reject);
  return promise;
}
