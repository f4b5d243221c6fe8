import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Hosts, twoHosts, whyNoHosts } from './hosts.ts';
import { families, run, type RunOptions } from './mpirun.ts';

interface Trained {
  readonly host: string;
  readonly weights: readonly number[];
  readonly losses: readonly number[];
  readonly steps: number;
  readonly evaluation: { readonly predictions: readonly number[]; readonly accuracy: number };
  readonly prediction: { readonly values: readonly number[]; readonly outputShape: readonly number[] };
}

const apart = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);

/** Trains without mpirun. */
async function alone(options: object): Promise<Trained> {
  const { code, stderr, results } = await run('openmpi', 'train', { ranks: 1, alone: true, options });
  expect([code, stderr]).toEqual([0, '']);
  return results[0] as Trained;
}

let single: Trained;
/** What rounding alone may do to the weights, the losses and the outputs in so many steps. */
let drift: { weights: number; losses: number; values: number };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gemmule-mpi-'));
  single = await alone({});
  const forwards = await alone({ withLoader: true });
  const backwards = await alone({ withLoader: true, reversed: true });
  drift = {
    weights: 4 * apart(forwards.weights, backwards.weights),
    losses: 4 * apart(forwards.losses, backwards.losses),
    values: 4 * apart(forwards.prediction.values, backwards.prediction.values),
  };
});
afterAll(() => rm(folder, { recursive: true }));

function assertSameTraining(results: readonly unknown[], ranks: number, wanted: Trained): void {
  expect(results).toHaveLength(ranks);
  const [first, ...others] = results.map((result) => ({ ...(result as Trained), host: '' }));
  for (const other of others) expect(other, 'the same bits in all processes').toEqual(first);
  expect(first!.steps).toBe(wanted.steps);
  expect(apart(first!.weights, wanted.weights)).toBeLessThanOrEqual(drift.weights);
  expect(apart(first!.losses, wanted.losses)).toBeLessThanOrEqual(drift.losses);
  expect(apart(first!.prediction.values, wanted.prediction.values)).toBeLessThanOrEqual(drift.values);
  expect(first!.prediction.outputShape).toEqual([3]);
  expect(first!.evaluation.predictions).toEqual(wanted.evaluation.predictions);
  expect(first!.evaluation.accuracy).toBe(wanted.evaluation.accuracy);
}

test('other roundings make a difference, and a small one', () => {
  expect(drift.weights).toBeGreaterThan(0);
  expect(drift.weights).toBeLessThan(1e-4);
});

describe.each(families)('$name', ({ family, command }) => {
  const jobOf = (options: RunOptions): ReturnType<typeof run> => run(family, 'train', options);

  test.skipIf(command === undefined).each([1, 2, 4])(
    '%i processes come to the same weights after 50 steps, to the bit, and to those of one without MPI',
    async (ranks) => {
      const { code, stderr, results } = await jobOf({ ranks });
      expect([code, stderr]).toEqual([0, '']);
      expect((results[0] as Trained).steps).toBe(50);
      assertSameTraining(results, ranks, single);
    },
  );

  test.skipIf(command === undefined)('a loader that is shared', async () => {
    const { code, results } = await jobOf({ ranks: 3, options: { withLoader: true } });
    expect(code).toBe(0);
    assertSameTraining(results, 3, await alone({ withLoader: true }));
  });

  test.skipIf(command === undefined)(
    'a rank that is killed ends the training; other numbers of processes go on from the checkpoint',
    async () => {
      const checkpoint = join(folder, `${family}.checkpoint`);
      const killed = await jobOf({ ranks: 4, options: { checkpoint, killedAt: 18 } });
      expect(killed.code).toBeGreaterThan(0);
      expect(killed.results).toEqual([]);
      await access(checkpoint);
      const again = await jobOf({ ranks: 2, options: { checkpoint, killedAt: 32 } });
      expect(again.code).toBeGreaterThan(0);
      const last = await jobOf({ ranks: 3, options: { checkpoint } });
      expect([last.code, last.stderr]).toEqual([0, '']);
      assertSameTraining(last.results, 3, single);
    },
  );
});

const whyNot = whyNoHosts();
const where = whyNot === undefined ? 'two hosts' : `two hosts (not on this machine: ${whyNot})`;

describe.skipIf(whyNot !== undefined).each(families)(`$name on ${where}`, ({ family, command }) => {
  let hosts: Hosts;
  beforeAll(() => {
    hosts = twoHosts();
  });
  afterAll(() => hosts[Symbol.dispose]());

  test.skipIf(command === undefined)('they come to the weights of one process', async () => {
    const { code, stderr, results } = await run(family, 'train', { ranks: 2, hosts });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(new Set(results.map((result) => (result as Trained).host)).size).toBe(2);
    assertSameTraining(results, 2, single);
  });

  test.skipIf(command === undefined)('a rank that is killed on the other one ends the job', async () => {
    const { code, seconds, results } = await run(family, 'fail', {
      ranks: 2,
      options: { mode: 'is killed' },
      hosts,
    });
    expect(code).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(10);
    expect(results).toEqual([]);
  });
});

const found = families.find(({ command }) => command !== undefined);
const needs = found === undefined ? ' (needs an mpirun to write it)' : '';

test.skipIf(found === undefined)(`one process without MPI goes on from what many have written${needs}`, async () => {
  const checkpoint = join(folder, 'many.checkpoint');
  const killed = await run(found!.family, 'train', { ranks: 2, options: { checkpoint, killedAt: 18 } });
  expect(killed.code).toBeGreaterThan(0);
  assertSameTraining([await alone({ checkpoint })], 1, single);
});
