import { cpu } from '@gemmule/backend-cpu';
import { type Backend, registerBackend, ShapeError, unregisterBackend } from '@gemmule/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsyncDataset, type Dataset, loader, type LoaderOptions, randomCrop, streamDataset } from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** Sample i is i + 1, everywhere; its label is i % 3. */
function numbered(length: number): Dataset<'int32', [1, 2, 2], []> {
  return {
    length,
    inputShape: [1, 2, 2],
    targetShape: [],
    targetType: 'int32',
    classes: 3,
    copy(index, inputs, targets, row) {
      inputs.fill(index + 1, 4 * row, 4 * (row + 1));
      targets[row] = index % 3;
    },
  };
}

const kinds = {
  'at hand': numbered,
  fetched(length: number): AsyncDataset<'int32', [1, 2, 2], []> {
    const data = numbered(length);
    const { inputShape, targetShape, targetType, classes } = data;
    return { length, inputShape, targetShape, targetType, classes, load: async (...sample) => data.copy(...sample) };
  },
  streamed: (length: number) =>
    streamDataset(
      Array.from({ length }, (_, i) => ({ input: new Float32Array(4).fill(i + 1), target: i % 3 })),
      { inputShape: [1, 2, 2], targetType: 'int32', classes: 3 },
    ),
};

/** The samples of each batch as they come out; an empty list for a filler. */
async function batchesOf(data: ReturnType<(typeof kinds)[keyof typeof kinds]>, options: LoaderOptions<[]>) {
  const out: number[][] = [];
  for await (const { count, inputs, targets, isFiller } of loader(data, options).hostBatches(2)) {
    const samples = Array.from({ length: count }, (_, row) => inputs[4 * row]! - 1);
    expect([...targets]).toEqual(samples.map((i) => i % 3));
    expect(count === 1 || !isFiller).toBe(true);
    out.push(isFiller ? [] : samples);
  }
  return out;
}

describe.each(Object.entries(kinds))('samples %s', (_, make) => {
  test('the shares of all processes, one behind the other, are the batches of one process', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          length: fc.integer({ min: 1, max: 40 }),
          batch: fc.integer({ min: 1, max: 12 }),
          size: fc.integer({ min: 1, max: 6 }),
          shuffle: fc.boolean(),
          seed: fc.integer({ min: 0, max: 99 }),
        }),
        async ({ length, batch, size, shuffle, seed }) => {
          const options = { batch, shuffle, seed };
          const whole = await batchesOf(make(length), options);
          const shares = await Promise.all(
            Array.from({ length: size }, (_, rank) => batchesOf(make(length), { ...options, shard: { rank, size } })),
          );
          expect(whole.map((_, i) => shares.flatMap((share) => share[i]!))).toEqual(whole);
          for (const share of shares) {
            expect(share).toHaveLength(whole.length);
            share.forEach((samples, i) => {
              expect(Math.abs(samples.length - whole[i]!.length / size)).toBeLessThan(1);
            });
          }
        },
      ),
      { numRuns: 60 },
    ));
});

test('a sample is transformed as if there were one process', async () => {
  const options = { batch: 4, seed: 3, transforms: [randomCrop({ size: 2, padding: 1 })] } as const;
  const collect = async (more: object): Promise<Map<number, string>> => {
    const seen = new Map<number, string>();
    for await (const { count, inputs } of loader(numbered(10), { ...options, ...more }).hostBatches(1)) {
      for (let row = 0; row < count; row++) {
        const values = [...inputs.subarray(4 * row, 4 * row + 4)];
        seen.set(Math.max(...values), String(values));
      }
    }
    return seen;
  };
  const whole = await collect({});
  const [first, second] = await Promise.all([0, 1].map((rank) => collect({ shard: { rank, size: 2 } })));
  expect(new Set(whole.values()).size, 'no crop is what another one is').toBeGreaterThan(8);
  expect(new Map([...first!, ...second!].toSorted(([a], [b]) => a - b))).toEqual(
    new Map([...whole].toSorted(([a], [b]) => a - b)),
  );
});

test('batches as tensors say how many of their samples count', async () => {
  const counts = async (rank: number): Promise<number[]> => {
    const out: number[] = [];
    for await (using batch of loader(numbered(5), { batch: 4, shard: { rank, size: 2 } })) {
      expect(batch.inputs.shape[0]).toBe(Math.max(batch.samples, 1));
      out.push(batch.samples);
    }
    return out;
  };
  expect([await counts(0), await counts(1)]).toEqual([
    [2, 0],
    [2, 1],
  ]);
});

test.each([
  { rank: 2, size: 2 },
  { rank: -1, size: 2 },
  { rank: 0, size: 0 },
  { rank: 0.5, size: 2 },
])('a shard that is none: %j', (shard) => {
  expect(() => loader(numbered(5), { shard })).toThrow(
    new ShapeError(`loader: shard must have a rank of 0 … size - 1, got rank ${shard.rank} of size ${shard.size}`),
  );
});
