import { describe, expect, test } from 'vitest';
import { families, run } from './mpirun.ts';

/** What the script must report, from the definitions. */
function expected(rank: number, size: number): Record<string, unknown> {
  const ranks = Array.from({ length: size }, (_, i) => i);
  const upTo = (length: number, offset: number): number[] => Array.from({ length }, (_, i) => offset + i);
  const out: Record<string, unknown> = {};
  for (const kind of ['Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array']) {
    for (const [operation, combine] of Object.entries({
      sum: (values: number[]) => values.reduce((a, b) => a + b),
      product: (values: number[]) => values.reduce((a, b) => a * b),
      min: (values: number[]) => Math.min(...values),
      max: (values: number[]) => Math.max(...values),
    })) {
      const combined = upTo(5, 0).map((i) => combine(ranks.map((own) => own + 1 + i)));
      // Bytes wrap around.
      const values = kind === 'Uint8Array' ? combined.map((value) => value % 256) : combined;
      out[`${kind} ${operation}`] = values;
      out[`${kind} ${operation} at once`] = values;
    }
    for (const root of [0, size - 1]) {
      out[`${kind} broadcast ${root}`] = upTo(5, 10 * root);
      out[`${kind} gather ${root}`] = rank === root ? ranks.map((own) => upTo(own, 10 * own)) : null;
    }
    out[`${kind} all`] = ranks.map((own) => upTo(own + 1, 10 * own));
    out[`${kind} none`] = 0;
  }
  for (let i = 0; i < 3; i++) out[`shared ${i}`] = true;
  return { ...out, order: [3, 1, 2], waited: true, same: true };
}

describe.each(families)('$name', ({ family, command }) => {
  test.skipIf(command === undefined).each([1, 2, 4])('collective calls of %i processes', async (ranks) => {
    const { code, stderr, results } = await run(family, 'collectives', { ranks });
    expect([code, stderr]).toEqual([0, '']);
    expect(results).toHaveLength(ranks);
    results.forEach((result, rank) => {
      const { world, ...rest } = result as { world: unknown[] };
      expect(rest).toEqual(expected(rank, ranks));
      expect(world).toEqual([rank, ranks, expect.stringMatching(family === 'openmpi' ? /^Open MPI v\d/ : /^MPICH \d/)]);
    });
  });
});

test('without mpirun: a world of one, and no MPI', async () => {
  const { code, stderr, results } = await run('openmpi', 'collectives', { ranks: 1, alone: true });
  expect([code, stderr]).toEqual([0, '']);
  const { world, ...rest } = results[0] as { world: unknown[] };
  expect(rest).toEqual(expected(0, 1));
  expect(world).toEqual([0, 1, 'none']);
});
