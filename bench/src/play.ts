import { type Task, titleOf } from './cases.ts';
import { type Contestant, measure, type MeasureOptions } from './measure.ts';
import { operandsOf } from './operands.ts';
import type { Peer, Prepared } from './peers/peer.ts';
import { reference, relativeError } from './reference.ts';
import { targetOf } from './targets.ts';
import { expectedOf } from './training/expected.ts';
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
      /** What the ratio should be at least; undefined where nothing is asked for. */
      readonly target: number | undefined;
    }
  /** Cannot do this. */
  | { readonly kind: 'lacking'; readonly reason: string }
  /** Left out by default. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** Threw, or computed something else: not timed. */
  | { readonly kind: 'failed'; readonly reason: string };

/** One line of the report. */
export interface Outcome {
  readonly task: Task;
  /** That count. */
  readonly rounds: number;
  readonly roundsPlayed: number;
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
  const exact = task.case.kind === 'network' ? await expectedOf(task, operands) : reference(task, operands);
  try {
    for (const peer of peers) {
      await options.pause();
      if (options.signal.aborted) return undefined;
      const leftOut = reasonAgainst(peer, task, options.all);
      if (leftOut !== undefined) {
        scores.set(peer.name, leftOut);
        continue;
      }
      options.onStage(`checking ${peer.name}`);
      try {
        checked.push(await check(peer, await peer.prepare(task, operands), exact, options.clock));
      } catch (error) {
        scores.set(peer.name, { kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
      }
    }
    options.onStage('warming up');
    const { samples, roundsPlayed } = await measure(checked, options);
    if (checked.length > 0 && roundsPlayed === 0) return undefined;
    const ours = samples.get(peers[0].name);
    let rounds = 0;
    for (const { name, error } of checked) {
      const times = samples.get(name) ?? [];
      rounds = times.length;
      if (rounds === 0) {
        // Said once, of the first.
        scores.set(name, { kind: 'failed', reason: `no quiet moment in ${roundsPlayed} rounds` });
        break;
      }
      const ratio = name === peers[0].name || ours === undefined ? undefined : pairedRatio(times, ours);
      const middle = median(times);
      const gflops = task.flop / middle / 1e6;
      const target = targetOf(task, peers[0], name);
      scores.set(name, { kind: 'timed', median: middle, best: Math.min(...times), gflops, error, ratio, target });
    }
    return { task, rounds, roundsPlayed, scores: inOrder(scores, peers) };
  } finally {
    for (const { prepared } of checked) await prepared.dispose();
  }
}

/** Why a peer does not take part in a task. */
function reasonAgainst(peer: Peer, task: Task, all: boolean): Score | undefined {
  const lack = peer.lacks?.(task);
  if (lack !== undefined) return { kind: 'lacking', reason: lack };
  const slowness = all ? undefined : peer.slow?.(task);
  return slowness === undefined ? undefined : { kind: 'skipped', reason: slowness };
}

function inOrder(scores: ReadonlyMap<string, Score>, peers: readonly Peer[]): Map<string, Score> {
  return new Map([...scores].sort(([a], [b]) => place(a) - place(b)));

  function place(name: string): number {
    return peers.findIndex((peer) => peer.name === name);
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
    const enter = () => prepared.enter?.();
    return { name: peer.name, enter, run: () => prepared.run(), firstRun, prepared, error };
  } catch (error) {
    await prepared.dispose();
    throw error;
  }
}

/** What became of a target. */
export interface Verdict {
  readonly target: number;
  readonly met: boolean;
  /** How far above or below the target the ratio is: `+12%`. */
  readonly by: string;
}

/** Undefined where there is no target, or nothing to compare. */
export function verdict({ scores }: Outcome, peer: string): Verdict | undefined {
  const score = scores.get(peer);
  if (score?.kind !== 'timed' || score.ratio === undefined || score.target === undefined) return undefined;
  const { ratio, target } = score;
  const percent = (ratio.median / target - 1) * 100;
  const met = ratio.median >= target;
  return { target, met, by: `${met ? '+' : '-'}${Math.abs(percent).toFixed(Math.abs(percent) < 1 ? 1 : 0)}%` };
}

/** For messages: which peers failed on a task, and how. */
export function failuresOf({ task, scores }: Outcome): string[] {
  return [...scores].flatMap(([name, score]) =>
    score.kind === 'failed' ? [`${titleOf(task)}: ${name} failed: ${score.reason}`] : [],
  );
}
