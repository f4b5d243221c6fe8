import { describe, expect, it } from 'vitest';
import { taskOf } from './cases.ts';
import { operandsOf } from './operands.ts';
import type { Peer } from './peers/peer.ts';
import { play, type PlayOptions, verdict } from './play.ts';
import { reference } from './reference.ts';

const task = taskOf({ kind: 'gemm', name: 'small', m: 2, n: 3, k: 4 }, 'forward');
const right = Float32Array.from(reference(task, operandsOf(task)));

/** A peer whose runs take `cost` on the fake clock. */
function peer(
  name: string,
  cost: number,
  change: Partial<Pick<Peer, 'prepare' | 'slow' | 'lacks'>> = {},
  result: Float32Array = right,
) {
  const made = {
    runs: 0,
    disposed: 0,
    name,
    version: '1',
    engine: 'typescript',
    threads: 1,
    prepare: () => ({
      run: () => {
        made.runs += 1;
        now += cost;
      },
      result: () => result,
      dispose: () => {
        made.disposed += 1;
      },
    }),
    ...change,
  };
  return made;
}

let now = 0;
const options: PlayOptions = {
  all: false,
  rounds: 3,
  budget: 1e6,
  sample: 1,
  signal: new AbortController().signal,
  clock: () => now,
  pause: () => Promise.resolve(),
  onStage: () => undefined,
};

describe('play', () => {
  it('times those who are right and sets them against ours', async () => {
    const [ours, theirs] = [peer('gemmule', 2), peer('tfjs-cpu', 20)];
    const outcome = await play(task, [ours, theirs], options);
    expect(outcome?.scores.get('gemmule')).toMatchObject({ kind: 'timed', median: 2, ratio: undefined });
    expect(outcome?.scores.get('tfjs-cpu')).toMatchObject({ kind: 'timed', median: 20, ratio: { median: 10 } });
    expect(outcome && verdict(outcome, 'tfjs-cpu')).toEqual({ target: 7, met: true, by: '+43%' });
    expect([ours.disposed, theirs.disposed]).toEqual([1, 1]);
  });

  it('never times a wrong result', async () => {
    const wrong = peer('gemmule', 1, {}, right.with(5, 0));
    const outcome = await play(task, [wrong, peer('tfjs-cpu', 20)], options);
    expect(wrong.runs).toBe(0);
    expect(wrong.disposed).toBe(1);
    expect(outcome?.scores.get('gemmule')).toMatchObject({ kind: 'failed', reason: expect.stringContaining('wrong') });
    expect(outcome && verdict(outcome, 'tfjs-cpu')).toBeUndefined();
  });

  it('goes on when a peer throws', async () => {
    const broken = peer('tfjs-cpu', 1, {
      prepare: () => {
        throw new Error('no such kernel');
      },
    });
    const outcome = await play(task, [peer('gemmule', 2), broken], options);
    expect(outcome?.scores.get('tfjs-cpu')).toEqual({ kind: 'failed', reason: 'no such kernel' });
    expect(outcome?.rounds).toBe(3);
  });

  it('leaves out what a peer calls slow, unless all is asked for', async () => {
    const slow = peer('tfjs-cpu', 20, { slow: () => 'takes an hour' });
    const outcome = await play(task, [peer('gemmule', 2), slow], options);
    expect(outcome?.scores.get('tfjs-cpu')).toEqual({ kind: 'skipped', reason: 'takes an hour' });
    expect(slow.runs).toBe(0);
    const all = await play(task, [peer('gemmule', 2), slow], { ...options, all: true });
    expect(all?.scores.get('tfjs-cpu')).toMatchObject({ kind: 'timed' });
  });

  it('asks nothing of a peer that cannot do the task', async () => {
    const lacking = peer('tfjs-wasm', 1, { lacks: () => 'has no such thing' });
    const outcome = await play(task, [peer('gemmule', 2), lacking], { ...options, all: true });
    expect(outcome?.scores.get('tfjs-wasm')).toEqual({ kind: 'lacking', reason: 'has no such thing' });
    expect([lacking.runs, lacking.disposed]).toEqual([0, 0]);
  });

  it('says how far a ratio falls short of its target', async () => {
    const outcome = await play(task, [peer('gemmule', 2), peer('tfjs-cpu', 7)], options);
    expect(outcome && verdict(outcome, 'tfjs-cpu')).toEqual({ target: 7, met: false, by: '-50%' });
  });

  it('says so when no round was quiet', async () => {
    const undisturbed = () => Promise.resolve(false);
    const outcome = await play(task, [peer('gemmule', 2), peer('tfjs-cpu', 20)], {
      ...options,
      budget: 50,
      undisturbed,
    });
    expect(outcome?.rounds).toBe(0);
    expect(outcome?.scores.get('gemmule')).toMatchObject({ kind: 'failed', reason: expect.stringContaining('quiet') });
  });

  it('is no outcome when interrupted before the first round', async () => {
    const signal = AbortSignal.abort();
    expect(await play(task, [peer('gemmule', 2), peer('tfjs-cpu', 20)], { ...options, signal })).toBeUndefined();
  });

  it('waits for a peer that defers, and for no other', async () => {
    let finished = 0;
    const finish = () => Promise.resolve(void (finished += 1));
    const waitable = (defers: boolean) => {
      const result = () => right;
      const prepare = () => ({ run: () => void (now += 2), finish, result, dispose: () => undefined });
      return { ...peer('gemmule', 2), prepare, defers };
    };
    await play(task, [waitable(false), peer('tfjs-cpu', 20)], options);
    expect(finished).toBe(0);
    await play(task, [waitable(true), peer('tfjs-cpu', 20)], options);
    expect(finished).toBeGreaterThan(options.rounds);
  });

  it('compares processor times, where they can be told', async () => {
    const work = () => Promise.resolve(3 * now);
    const outcome = await play(task, [peer('gemmule', 2), peer('tfjs-cpu', 20)], { ...options, work });
    expect(outcome?.scores.get('tfjs-cpu')).toMatchObject({ work: { median: 60, ratio: { median: 10 } } });
  });
});
