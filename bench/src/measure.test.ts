import { describe, expect, it } from 'vitest';
import { type Contestant, measure, type MeasureOptions } from './measure.ts';

/** A clock that only runs advance, and contestants that note when it was their turn. */
function arena() {
  const journal: string[] = [];
  let now = 0;
  const contestant = (name: string, cost: number | (() => number), firstRun = 1000): Contestant => ({
    name,
    firstRun,
    run() {
      journal.push(name);
      now += typeof cost === 'number' ? cost : cost();
    },
  });
  const options = (change: Partial<MeasureOptions> = {}): MeasureOptions => ({
    rounds: 4,
    budget: 1e6,
    sample: 1,
    signal: new AbortController().signal,
    clock: () => now,
    pause: () => Promise.resolve(),
    ...change,
  });
  return { journal, contestant, options };
}

describe('measure', () => {
  it('takes one sample of each in every round, in turns of alternating order', async () => {
    const { journal, contestant, options } = arena();
    const marks: number[] = [];
    const { samples } = await measure(
      [contestant('a', 10), contestant('b', 30)],
      options({ onRound: () => marks.push(journal.length) }),
    );
    expect(samples).toEqual(
      new Map([
        ['a', [10, 10, 10, 10]],
        ['b', [30, 30, 30, 30]],
      ]),
    );
    expect(journal.slice(-8)).toEqual(['a', 'b', 'b', 'a', 'a', 'b', 'b', 'a']);
    expect(marks.map((mark) => mark - (marks[0] ?? 0))).toEqual([0, 2, 4, 6]);
  });

  it('repeats a short run until a sample is long enough, and reports the time of one run', async () => {
    const { journal, contestant, options } = arena();
    const { samples } = await measure([contestant('short', 2)], options({ sample: 9, rounds: 1 }));
    expect(samples.get('short')).toEqual([2]);
    expect(journal).toHaveLength(8 + 5);
  });

  it('starts no round after the budget, but always plays the first', async () => {
    const { contestant, options } = arena();
    const { samples } = await measure(
      [contestant('a', 100), contestant('b', 100)],
      options({ budget: 450, rounds: 50 }),
    );
    expect(samples.get('a')).toHaveLength(3);
    const { samples: slow } = await measure([contestant('slow', 5000, 5000)], options({ budget: 450 }));
    expect(slow.get('slow')).toEqual([5000]);
  });

  it('wakes a contestant with a run off the clock, where asked to', async () => {
    const { journal, contestant, options } = arena();
    const { samples } = await measure([contestant('a', 10, 1)], options({ rounds: 2, wake: true }));
    expect(samples.get('a')).toEqual([10, 10]);
    expect(journal).toHaveLength(8 + 2 * 2);
  });

  it('does not warm up what takes too long for that', async () => {
    const { journal, contestant, options } = arena();
    await measure([contestant('slow', 5000, 5000)], options({ budget: 450, rounds: 1 }));
    expect(journal).toEqual(['slow']);
  });

  it('drops the round that is interrupted', async () => {
    const { contestant, options } = arena();
    const interrupt = new AbortController();
    let runs = 0;
    const { samples } = await measure(
      [
        contestant('a', 10),
        contestant('b', () => {
          runs += 1;
          if (runs === 8 + 3) interrupt.abort();
          return 20;
        }),
      ],
      options({ signal: interrupt.signal, rounds: 10 }),
    );
    // The third round: a, then b. It ends whole; in the fourth, which begins with b, nobody runs any more.
    expect(samples.get('a')).toEqual([10, 10]);
    expect(samples.get('b')).toEqual([20, 20]);
  });

  it('leaves out the rounds that were disturbed, and goes on until enough count', async () => {
    const { contestant, options } = arena();
    let asked = 0;
    const undisturbed = () => Promise.resolve(++asked % 4 !== 1);
    const { samples, roundsPlayed } = await measure(
      [contestant('a', 10), contestant('b', 20)],
      options({ undisturbed }),
    );
    expect([...samples.values()].map((times) => times.length)).toEqual([4, 4]);
    expect(roundsPlayed).toBeGreaterThan(4);
    const none = await measure(
      [contestant('a', 100)],
      options({ budget: 450, undisturbed: () => Promise.resolve(false) }),
    );
    expect(none.samples.get('a')).toEqual([]);
  });

  it('lets a contestant enter before each of its samples, off the clock', async () => {
    const { journal, contestant, options } = arena();
    let now = 0;
    const entering = { ...contestant('a', 10), enter: () => void journal.push('enter') };
    const { samples } = await measure([entering], options({ rounds: 2, sample: 20, clock: () => (now += 10) }));
    expect(samples.get('a')).toHaveLength(2);
    expect(journal.filter((word) => word === 'enter')).toHaveLength(3);
    expect(journal.slice(-6).filter((word) => word === 'enter')).toHaveLength(2);
  });

  it('waits for what runs asynchronously', async () => {
    let now = 0;
    const slow: Contestant = {
      name: 'async',
      firstRun: 5,
      async run() {
        await Promise.resolve();
        now += 5;
      },
    };
    const { options } = arena();
    const { samples } = await measure([slow], options({ clock: () => now, rounds: 2 }));
    expect(samples.get('async')).toEqual([5, 5]);
  });

  it('ends each sample of one that only enqueues with a run that is waited for', async () => {
    const { journal, contestant, options } = arena();
    const plain = contestant('run', 0);
    const finishing = contestant('finish', 30);
    const enqueuing = { ...plain, firstRun: 10, finish: async () => finishing.run() };
    const { samples } = await measure([enqueuing], options({ rounds: 2, sample: 30 }));
    expect(samples.get('run')).toEqual([10, 10]);
    expect(journal.slice(-6)).toEqual(['run', 'run', 'finish', 'run', 'run', 'finish']);
  });

  it('takes the processor time of each sample, where it can be told', async () => {
    const { contestant, options } = arena();
    let worked = 0;
    const busy = { ...contestant('busy', 10), run: () => void (worked += 40) };
    const { works } = await measure([busy], options({ rounds: 2, work: () => Promise.resolve(worked) }));
    expect(works.get('busy')).toEqual([40, 40]);
    const { works: none } = await measure([busy], options({ rounds: 2 }));
    expect(none.get('busy')).toEqual([]);
  });
});
