import { beforeEach, describe, expect, test } from 'vitest';
import { assertClose } from './harness/compare.ts';
import { Random } from './harness/random.ts';
import type { ExpectedArray, NdArray } from './reference/array.ts';
import {
  batchNormalization,
  groupNormalization,
  layerNormalization,
  normalize,
  normalizeBy,
} from './reference/normalize.ts';
import { runNode } from './testing/run-node.ts';
import { widened } from './tolerance.ts';

// As in onnxruntime.test.ts: a second opinion on the float64 references.

const random = new Random(7);
const of = (shape: readonly number[], low = -1, high = 1): NdArray => ({
  shape,
  data: random.floats(
    shape.reduce((a, b) => a * b, 1),
    low,
    high,
  ),
});
const EPSILON = Math.fround(1e-3);

let compared = 0;
beforeEach(() => {
  compared = 0;
});

/** ONNX Runtime takes no correction of its means, so that its error is one of the sizes of x, a few times ours. */
function agree(theirs: readonly number[], ours: ExpectedArray, what: string): void {
  assertClose(theirs, widened(ours, 4), `onnxruntime's ${what}`, ours.shape);
  compared += 1;
}

describe('normalisations agree with onnxruntime', () => {
  test('BatchNormalization', async () => {
    for (const shape of [
      [3, 4],
      [2, 3, 5],
      [2, 5, 3, 4],
      [1, 2, 2, 3, 4],
    ]) {
      const x = of(shape);
      const [weight, bias, mean] = [of([shape[1]!]), of([shape[1]!]), of([shape[1]!])];
      const variance = of([shape[1]!], 0.1, 2);
      const inputs = [x, weight, bias, mean, variance];
      const [theirs] = await runNode('BatchNormalization', { epsilon: { float: EPSILON } }, inputs);
      agree(theirs!, normalizeBy(EPSILON, x, mean, variance, weight, bias), `BatchNormalization [${shape.join(', ')}]`);
    }
    expect(compared).toBe(4);
  });

  test('InstanceNormalization, which is group normalisation of single channels', async () => {
    for (const shape of [
      [2, 3, 9],
      [2, 5, 3, 4],
    ]) {
      const [x, weight, bias] = [of(shape), of([shape[1]!]), of([shape[1]!])];
      const [theirs] = await runNode('InstanceNormalization', { epsilon: { float: EPSILON } }, [x, weight, bias]);
      agree(theirs!, normalize(groupNormalization(EPSILON, 1), x, weight, bias), `InstanceNormalization`);
    }
    expect(compared).toBe(2);
  });

  test('and batch normalisation, of a batch of one', async () => {
    const [x, weight, bias] = [of([1, 3, 4, 5]), of([3]), of([3])];
    const [theirs] = await runNode('InstanceNormalization', { epsilon: { float: EPSILON } }, [x, weight, bias]);
    agree(theirs!, normalize(batchNormalization(EPSILON), x, weight, bias), 'InstanceNormalization');
    expect(compared).toBe(1);
  });

  test('LayerNormalization', async () => {
    for (const dimensions of [1, 2]) {
      const x = of([3, 4, 5]);
      const [weight, bias] = [of(x.shape.slice(-dimensions)), of(x.shape.slice(-dimensions))];
      const attributes = { axis: -dimensions, epsilon: { float: EPSILON } };
      const [theirs] = await runNode('LayerNormalization', attributes, [x, weight, bias]);
      agree(theirs!, normalize(layerNormalization(EPSILON, dimensions), x, weight, bias), 'LayerNormalization');
    }
    expect(compared).toBe(2);
  });

  test('GroupNormalization', async () => {
    const [x, weight, bias] = [of([2, 6, 3, 4]), of([6]), of([6])];
    const attributes = { num_groups: 3, epsilon: { float: EPSILON } };
    const [theirs] = await runNode('GroupNormalization', attributes, [x, weight, bias]);
    agree(theirs!, normalize(groupNormalization(EPSILON, 2), x, weight, bias), 'GroupNormalization');
    expect(compared).toBe(1);
  });
});

test('a wrong reference would be noticed', () => {
  const x = { shape: [1, 1, 2], data: [1, 3] };
  const ours = normalize(groupNormalization(0, 1), x);
  expect(() => agree([-1, 1.001], ours, 'norm')).toThrow('element [0, 0, 1] is 1.001, expected 1');
});
