import { type Task, titleOf } from './cases.ts';
import { type Contestant, measure, type MeasureOptions } from './measure.ts';
import { operandsOf } from './operands.ts';
import type { Peer, Prepared } from './peers/peer.ts';
import { reference, relativeError } from './reference.ts';
import { median, pairedRatio, type Spread } from './statistics.ts';

/** What one peer did on one task. */
export type Score =
  | {
      readonly kind: 'timed';
      /** Milliseconds per call. */
      readonly median: number;
      readonly best: number;
      /** 1e9 multiplications and additions a second, from the median. */
      readonly gflops: number;
      /** Largest difference to the float64 reference, in units of its largest value. */
      readonly error: number;
      /** How many times as long as ours it takes; none for ourselves, or where ours was not timed. */
      readonly ratio: Spread | undefined;
    }
  /** Left out by default. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** Threw, or computed something else: not timed. */
  | { readonly kind: 'failed'; readonly reason: string };

/** One line of the report. */
export interface Outcome {
  readonly task: Task;
  readonly rounds: number;
  /** By name of peer. */
  readonly scores: ReadonlyMap<string, Score>;
}

export interface PlayOptions extends MeasureOptions {
  /** Also what a peer calls slow. */
  readonly all: boolean;
  readonly onStage: (stage: string) => void;
}

/** A float32 sum of a few thousand products is good to 1e-6, Winograd's to 1e-5; a wrong tap is off by 1e-2. */
const tolerance = 1e-4;

interface Checked extends Contestant {
  readonly prepared: Prepared;
  readonly error: number;
}

/** Checks every peer on the task, then times those that are right. Undefined when it was interrupted before a round. */
export async function play(
  task: Task,
  peers: readonly [Peer, ...Peer[]],
  options: PlayOptions,
): Promise<Outcome | undefined> {
  const scores = new Map<string, Score>();
  const checked: Checked[] = [];
  options.onStage('computing the reference');
  await options.pause();
  const operands = operandsOf(task);
  const exact = reference(task, operands);
  try {
    for (const peer of peers) {
      await options.pause();
      if (options.signal.aborted) return undefined;
      const reason = options.all ? undefined : peer.slow?.(task);
      if (reason !== undefined) {
        scores.set(peer.name, { kind: 'skipped', reason });
        continue;
      }
      options.onStage(`checking ${peer.name}`);
      try {
        checked.push(await check(peer, peer.prepare(task, operands), exact, options.clock));
      } catch (error) {
        scores.set(peer.name, { kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
      }
    }
    options.onStage('warming up');
    const samples = await measure(checked, options);
    const ours = samples.get(peers[0].name);
    let rounds = 0;
    for (const { name, error } of checked) {
      const times = samples.get(name) ?? [];
      rounds = times.length;
      if (rounds === 0) return undefined;
      const ratio = name === peers[0].name || ours === undefined ? undefined : pairedRatio(times, ours);
      const middle = median(times);
      const gflops = task.flop / middle / 1e6;
      scores.set(name, { kind: 'timed', median: middle, best: Math.min(...times), gflops, error, ratio });
    }
    return { task, rounds, scores };
  } finally {
    for (const { prepared } of checked) prepared.dispose();
  }
}

async function check(peer: Peer, prepared: Prepared, exact: Float64Array, clock: () => number): Promise<Checked> {
  try {
    const start = clock();
    const result = await prepared.result();
    const firstRun = clock() - start;
    const error = relativeError(result, exact);
    // `!(… <= …)`: NaN is wrong too.
    if (!(error <= tolerance)) throw new Error(`wrong result: off by ${error.toExponential(1)} of the largest value`);
    return { name: peer.name, run: () => prepared.run(), firstRun, prepared, error };
  } catch (error) {
    prepared.dispose();
    throw error;
  }
}

/** What became of the target against a peer; undefined where there is none, or nothing to compare. */
export function verdict({ task, scores }: Outcome, peer: string): { target: number; met: boolean } | undefined {
  const target = task.targets[peer];
  const score = scores.get(peer);
  if (target === undefined || score?.kind !== 'timed' || score.ratio === undefined) return undefined;
  return { target, met: score.ratio.median >= target };
}

/** For messages: which peers failed on a task, and how. */
export function failuresOf({ task, scores }: Outcome): string[] {
  return [...scores].flatMap(([name, score]) =>
    score.kind === 'failed' ? [`${titleOf(task)}: ${name} failed: ${score.reason}`] : [],
  );
}
