/** Something to time. */
export interface Contestant {
  readonly name: string;
  /** Called before each sample, and not timed. */
  enter?(): void | Promise<void>;
  run(): void | Promise<void>;
  /** For those whose runs only enqueue: a run that is waited for, and all before it. Each sample ends with one. */
  readonly finish?: (() => Promise<void>) | undefined;
  /** Milliseconds that a run has taken already: one that takes long needs no warming up. */
  readonly firstRun: number;
}

export interface MeasureOptions {
  /** At most so many rounds; a round takes one sample of every contestant. */
  readonly rounds: number;
  /** No new round after so many milliseconds, warming up included. The first round is always played, if it may count. */
  readonly budget: number;
  /** A sample repeats a short run until it takes so many milliseconds, which the clock can then tell apart. */
  readonly sample: number;
  /** Begin each sample with a run that is not timed, which wakes threads that have gone to sleep. */
  readonly wake?: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly clock: () => number;
  /** Milliseconds of processor time that all threads of all contestants have used so far, where that can be told. */
  readonly work?: (() => Promise<number>) | undefined;
  /** Lets the event loop turn, before every sample: for Ctrl-C and for progress. */
  readonly pause: () => Promise<void>;
  /** Asked after every sample whether nothing was in its way. A round in which something was does not count. */
  readonly undisturbed?: (() => Promise<boolean>) | undefined;
  readonly onRound?: (round: number) => void;
}

export interface Measured {
  /** Milliseconds per run, one for each round that counts, by name of contestant. */
  readonly samples: ReadonlyMap<string, readonly number[]>;
  /** The same of processor time; empty where that cannot be told. */
  readonly works: ReadonlyMap<string, readonly number[]>;
  /** With those that do not count. */
  readonly roundsPlayed: number;
}

/** Runs that bring V8 to its fastest code, at the most. */
const warmUps = 8;

/**
 * Times the contestants in turns: a round takes a sample of each, the next round in the opposite order, so that neither
 * gains by what ran before it. A round that was interrupted or disturbed does not count.
 */
export async function measure(contestants: readonly Contestant[], options: MeasureOptions): Promise<Measured> {
  const { clock, signal, pause } = options;
  const start = clock();
  const lineup: { contestant: Contestant; repeats: number; samples: number[]; works: number[] }[] = [];
  for (const contestant of contestants) {
    lineup.push({ contestant, repeats: await warmUp(contestant, options), samples: [], works: [] });
  }
  let counted = 0;
  let round = 0;
  for (; counted < options.rounds; round++) {
    if (round > 0 && clock() - start >= options.budget) break;
    const taken: (() => void)[] = [];
    let disturbed = false;
    for (const { contestant, repeats, samples, works } of round % 2 === 0 ? lineup : lineup.toReversed()) {
      await pause();
      if (signal.aborted) break;
      await contestant.enter?.();
      if (options.wake === true) await contestant.run();
      const workBefore = await options.work?.();
      const total = await time(contestant, repeats, clock);
      const work = (await options.work?.()) ?? NaN;
      taken.push(() => {
        samples.push(total / repeats);
        if (workBefore !== undefined) works.push((work - workBefore) / repeats);
      });
      disturbed = (await options.undisturbed?.()) === false;
      if (disturbed) break;
    }
    if (signal.aborted) break;
    if (disturbed) continue;
    for (const keep of taken) keep();
    counted++;
    options.onRound?.(counted);
  }
  return {
    samples: new Map(lineup.map(({ contestant, samples }) => [contestant.name, samples])),
    works: new Map(lineup.map(({ contestant, works }) => [contestant.name, works])),
    roundsPlayed: round,
  };
}

/** Warms up and tells how many runs make a sample. */
async function warmUp(contestant: Contestant, options: MeasureOptions): Promise<number> {
  const { clock, sample, signal, pause } = options;
  const start = clock();
  let shortest = contestant.firstRun;
  await contestant.enter?.();
  for (let run = 0; run < warmUps; run++) {
    await pause();
    // A tenth of the budget at the most: the rest is for samples.
    if (signal.aborted || clock() - start + shortest > options.budget / 10) break;
    shortest = Math.min(shortest, await time(contestant, 1, clock));
  }
  return Math.max(1, Math.ceil(sample / Math.max(shortest, 1e-3)));
}

async function time(contestant: Contestant, repeats: number, clock: () => number): Promise<number> {
  const { finish } = contestant;
  const start = clock();
  for (let left = repeats; left > 0; left--) {
    // Awaiting what is no promise would add a turn of the microtask queue to every synchronous run.
    const done = left === 1 && finish !== undefined ? finish() : contestant.run();
    if (done !== undefined) await done;
  }
  return clock() - start;
}
