import { type Task, titleOf } from './cases.ts';
import { type Contestant, measure, type Measured, type MeasureOptions } from './measure.ts';
import { operandsOf } from './operands.ts';
import type { Peer, Prepared } from './peers/peer.ts';
import { reference, relativeError } from './reference.ts';
import { targetOf } from './targets.ts';
import { expectedOf } from './training/expected.ts';
import { median, pairedRatio, type Spread } from './statistics.ts';

/** Milliseconds of calls. */
interface Summary {
  readonly median: number;
  readonly best: number;
  /** How many times as long as ours it takes; none for ourselves, or where ours was not timed. */
  readonly ratio: Spread | undefined;
}

/** What one peer did on one task. */
export type Score =
  | (Summary & {
      readonly kind: 'timed';
      /** 1e9 multiplications and additions a second, from the median. */
      readonly gflops: number;
      /** Largest difference to the float64 reference, in units of its largest value. */
      readonly error: number;
      /** The same of processor time, where that can be told. */
      readonly work?: Summary | undefined;
      /** What the ratio should be at least; undefined where nothing is asked for. */
      readonly target: number | undefined;
    })
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
    const measured = await measure(checked, options);
    const { samples, roundsPlayed } = measured;
    if (checked.length > 0 && roundsPlayed === 0) return undefined;
    for (const [name, score] of timesOf(task, peers[0], checked, measured)) scores.set(name, score);
    const rounds = Math.max(0, ...[...samples.values()].map((times) => times.length));
    return { task, rounds, roundsPlayed, scores: inOrder(scores, peers) };
  } finally {
    for (const { prepared } of checked) await prepared.dispose();
  }
}

/** What the samples of those that are right say. */
function timesOf(
  task: Task,
  ours: Peer,
  checked: readonly Checked[],
  { samples, works, roundsPlayed }: Measured,
): [string, Score][] {
  if (checked.some(({ name }) => (samples.get(name) ?? []).length === 0)) {
    // Said once, of the first.
    return checked.slice(0, 1).map(({ name }) => [name, noQuietMoment(roundsPlayed)]);
  }
  return checked.map(({ name, error }) => {
    const time = summary(samples);
    const gflops = task.flop / time.median / 1e6;
    const work = (works.get(name) ?? []).length > 0 ? summary(works) : undefined;
    return [name, { kind: 'timed', ...time, gflops, error, work, target: targetOf(task, ours, name) }];

    function summary(of: Measured['samples']): Summary {
      const [theirs, ourTimes] = [of.get(name) ?? [], of.get(ours.name)];
      const ratio = name === ours.name || ourTimes === undefined ? undefined : pairedRatio(theirs, ourTimes);
      return { median: median(theirs), best: Math.min(...theirs), ratio };
    }
  });
}

function noQuietMoment(rounds: number): Score {
  return { kind: 'failed', reason: `no quiet moment in ${rounds} rounds` };
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
    let firstRun = clock() - start;
    const error = relativeError(result, exact);
    // `!(… <= …)`: NaN is wrong too.
    if (!(error <= tolerance)) throw new Error(`wrong result: off by ${error.toExponential(1)} of the largest value`);
    const enter = () => prepared.enter?.();
    const finish = peer.defers === true ? prepared.finish : undefined;
    if (finish !== undefined) {
      // The call above compiled programs, which may take longer than it ran.
      const start = clock();
      await finish();
      firstRun = clock() - start;
    }
    return { name: peer.name, enter, run: () => prepared.run(), finish, firstRun, prepared, error };
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
