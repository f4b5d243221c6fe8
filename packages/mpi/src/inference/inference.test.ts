import { cpu } from '@gemmule/backend-cpu';
import { type Backend, registerBackend, unregisterBackend } from '@gemmule/core';
import { loader } from '@gemmule/data';
import * as nn from '@gemmule/nn';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withWorlds } from '../testing/fake-worlds.ts';
import { evaluate } from './evaluate.ts';
import { predict } from './predict.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu({ threads: 1 }));
});
afterAll(() => unregisterBackend(backend));

const inputsOf = (count: number): Float32Array => Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * i));
const labelled = (count: number): nn.ArrayDataset<'int32', [2], []> =>
  nn.arrayDataset({
    inputs: inputsOf(count),
    inputShape: [2],
    labels: Int32Array.from({ length: count }, (_, i) => (i * 7) % 3),
    classes: 3,
  });
const measured = (count: number): nn.ArrayDataset<'float32', [2], [2]> =>
  nn.arrayDataset({
    inputs: inputsOf(count),
    inputShape: [2],
    targets: inputsOf(count + 1).subarray(2),
    targetShape: [2],
  });

function classifier(outputs: 2 | 3): nn.AnyLayer {
  const model = nn.network(['N', 2], nn.linear(2, 5), nn.tanh(), nn.linear(5, outputs));
  model.initialize({ seed: 4 });
  return model;
}

/** Processes, samples, samples in a batch. */
const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 9 }));

describe.each(['a data set', 'batches'] as const)('of %s, shared by any number of processes', (kind) => {
  const cut = <D extends nn.Dataset<'int32'> | nn.Dataset<'float32'>>(data: D, batch: number): [D, object] =>
    kind === 'a data set' ? [data, { batch }] : [loader(data as nn.Dataset, { batch, shuffle: false }) as never, {}];

  test('evaluate: labels', () =>
    fc.assert(
      fc.asyncProperty(sizes, async ([size, count, batch]) => {
        using model = classifier(3);
        const [data, options] = cut(labelled(count), batch);
        const alone = await nn.evaluate(model, data, { ...options, top: 2 });
        const { results } = await withWorlds(size, (world) => evaluate(model, data, world, { ...options, top: 2 }));
        for (const { loss, ...rest } of results) {
          const { loss: expected, ...others } = alone;
          expect(rest).toEqual(others);
          // The mean over no samples is no number.
          expect(count === 0 ? Number.isNaN(loss) : Math.abs(loss - expected) < 1e-6 * expected).toBe(true);
        }
      }),
      { numRuns: 40 },
    ));

  test('evaluate: numbers', () =>
    fc.assert(
      fc.asyncProperty(sizes, async ([size, count, batch]) => {
        using model = classifier(2);
        const [data, options] = cut(measured(count), batch);
        const alone = await nn.evaluate(model, data, options);
        const { results } = await withWorlds(size, (world) => evaluate(model, data, world, options));
        for (const { predictions } of results) expect(predictions).toEqual(alone.predictions);
      }),
      { numRuns: 40 },
    ));

  test('predict', () =>
    fc.assert(
      fc.asyncProperty(sizes, async ([size, count, batch]) => {
        using model = classifier(3);
        const [data, options] = cut(labelled(count), batch);
        const alone = await nn.predict(model, data, options);
        expect(alone.outputShape).toEqual(count > 0 ? [3] : undefined);
        expect(alone.values).toHaveLength(3 * count);
        const { results } = await withWorlds(size, (world) => predict(model, data, world, options));
        for (const own of results) expect(own).toEqual(alone);
      }),
      { numRuns: 40 },
    ));
});

test('classes that the data do not name are those of the scores, also where a process has no samples', async () => {
  using model = classifier(3);
  const data = { ...labelled(2), classes: undefined };
  const alone = await nn.evaluate(model, data);
  const { results } = await withWorlds(4, (world) => evaluate(model, data, world));
  expect(alone.confusion).toHaveLength(3);
  for (const { confusion, accuracy } of results)
    expect([confusion, accuracy]).toEqual([alone.confusion, alone.accuracy]);
});

test('each process runs the model over its own samples only', async () => {
  const asked: number[][] = [[], []];
  const data = labelled(10);
  await withWorlds(2, async (world) => {
    using model = classifier(3);
    const spied: typeof data = {
      ...data,
      copy(index, ...rest) {
        asked[world.rank]!.push(index);
        data.copy(index, ...rest);
      },
    };
    return predict(model, spied, world);
  });
  expect(asked).toEqual([
    [0, 1, 2, 3, 4],
    [5, 6, 7, 8, 9],
  ]);
});
