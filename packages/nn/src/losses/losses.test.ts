import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  gradients,
  type IntTensor,
  logSoftmax,
  memory,
  randomNormal,
  registerBackend,
  scope,
  ShapeError,
  sum,
  type Tensor,
  tensor,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const values = (x: Tensor): number[] => [...x.dataSync()];
const int = (data: readonly number[], shape: number[] = [data.length]): IntTensor<number[]> =>
  tensor(data, shape, { dtype: 'int32' });
const float = (data: readonly number[], shape: number[], requiresGrad = false): Tensor<number[]> =>
  tensor(data, shape, { requiresGrad });

/** Cross entropy and its gradient in doubles, straight from the definition; scores `[rows, classes]`. */
function reference(
  scores: readonly number[],
  classes: number,
  labels: readonly number[],
  weights: readonly number[],
): { losses: number[]; weights: number[]; gradient: number[] } {
  const result = { losses: [] as number[], weights: [] as number[], gradient: [] as number[] };
  labels.forEach((label, row) => {
    const exps = scores.slice(row * classes, (row + 1) * classes).map(Math.exp);
    const total = exps.reduce((a, b) => a + b);
    const weight = weights[label] ?? 0;
    result.losses.push(weight === 0 ? 0 : -weight * Math.log(exps[label]! / total));
    result.weights.push(weight);
    exps.forEach((exp, k) => result.gradient.push(weight * (exp / total - (k === label ? 1 : 0))));
  });
  return result;
}

function expectClose(actual: readonly number[], wanted: readonly number[], tolerance = 2e-6): void {
  expect(actual.length).toBe(wanted.length);
  actual.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(tolerance));
}

describe('cross entropy', () => {
  const [rows, classes] = [6, 4];
  const scores = [...Array(rows * classes).keys()].map((i) => 3 * Math.sin(7 * i));
  const labels = [0, 3, 1, 1, 2, 0];
  const weight = [0.5, 2, 1, 0.25];

  test.each([
    ['of all labels alike', {}, [1, 1, 1, 1]],
    ['with weights', { weight }, weight],
    ['with an ignored class', { ignoreIndex: 1 }, [1, 0, 1, 1]],
    ['with both', { ignoreIndex: 3, weight }, [0.5, 2, 1, 0]],
  ])('%s: values and gradients in all reductions', (_, options, weights) => {
    const wanted = reference(scores, classes, labels, weights);
    const total = wanted.losses.reduce((a, b) => a + b);
    const count = wanted.weights.reduce((a, b) => a + b);
    const settings = 'weight' in options ? { ...options, weight: float(options.weight, [classes]) } : options;
    for (const [reduction, value, scale] of [
      ['none', wanted.losses, 1],
      ['sum', [total], 1],
      ['mean', [total / count], 1 / count],
    ] as const) {
      const logits = float(scores, [rows, classes], true);
      const loss = nn.crossEntropy(logits, int(labels), { ...settings, reduction });
      expectClose(values(loss), value);
      const [gradient] = gradients(sum(loss as Tensor<number[]>), [logits]);
      expectClose(
        values(gradient),
        wanted.gradient.map((x) => x * scale),
      );
    }
  });

  test('for each pixel of images', () => {
    const images = randomNormal([2, 3, 2, 2], { seed: 1 });
    const labels = [0, 2, 1, 1, 2, 2, 0, 1];
    // [N, C, H, W] to [N, H, W, C]
    const data = values(images);
    const pixels = [0, 1].flatMap((n) => [0, 1, 2, 3].flatMap((p) => [0, 1, 2].map((c) => data[(n * 3 + c) * 4 + p]!)));
    const { losses } = reference(pixels, 3, labels, [1, 1, 1]);
    const loss = nn.crossEntropy(images, int(labels, [2, 2, 2]) as IntTensor<[2, 2, 2]>, { reduction: 'none' });
    expect(loss.shape).toEqual([2, 2, 2]);
    expectClose(values(loss), losses);
  });

  test('is the negative log-likelihood of log-softmax', () => {
    const logits = float(scores, [rows, classes]);
    expect(values(nn.nllLoss(logSoftmax(logits, 1), int(labels)))).toEqual(
      values(nn.crossEntropy(logits, int(labels))),
    );
  });

  test('does not overflow', () => {
    const logits = float([1000, -1000, 0, 1000], [2, 2]);
    expect(values(nn.crossEntropy(logits, int([0, 0]), { reduction: 'none' }))).toEqual([0, 1000]);
  });

  test('a class with a score of -Infinity costs nothing where another is the label', () => {
    const logits = float([1, -Infinity, 1], [1, 3], true);
    const loss = nn.crossEntropy(logits, int([0]));
    expectClose(values(loss), [Math.log(2)]);
    expectClose(values(gradients(loss, [logits])[0]), [-0.5, 0, 0.5]);
    expect(values(nn.crossEntropy(logits, int([1])))[0]).toBeGreaterThan(3e38);
  });

  test('of nothing but ignored labels is NaN, as in PyTorch', () => {
    expect(values(nn.crossEntropy(float([1, 2], [1, 2]), int([-100]), { ignoreIndex: -100 }))).toEqual([NaN]);
  });

  test('labels out of range are told', () => {
    const logits = float([1, 2, 3, 4], [2, 2]);
    const told = (label: number, i: number): ShapeError =>
      new ShapeError(`crossEntropy: label ${label} at index ${i} is outside 0 … 1`);
    expect(() => nn.crossEntropy(logits, int([0, 2]))).toThrow(told(2, 1));
    expect(() => nn.crossEntropy(logits, int([-1, 0]))).toThrow(told(-1, 0));
    expect(() => nn.crossEntropy(logits, int([-1, 5]), { ignoreIndex: -1 })).toThrow(told(5, 1));
    const labels = int([0, 1]);
    nn.crossEntropy(logits, labels);
    labels.write(Int32Array.of(0, 7));
    expect(() => nn.crossEntropy(logits, labels)).toThrow(told(7, 1));
  });

  test('shapes that do not fit are told with the sentence of the types', () => {
    const loss = nn.crossEntropy as (...args: unknown[]) => unknown;
    const logits = float([1, 2, 3, 4], [2, 2]);
    expect(() => loss(logits, int([1, 1, 1]))).toThrow(
      new ShapeError('crossEntropy: labels must be [2], got [3] (logits [2, 2])'),
    );
    expect(() => loss(float([1], [1]), int([1]))).toThrow(
      new ShapeError('crossEntropy: logits must be [N, C, ...], got 1 dimensions (logits [1])'),
    );
    expect(() => loss(logits, int([1, 1]), { weight: float([1, 2, 3], [3]) })).toThrow(
      new ShapeError('crossEntropy: weight must have shape [2], got [3]'),
    );
    expect(() => loss(logits, int([1, 1]), { reduction: 'average' })).toThrow(
      new ShapeError("crossEntropy: reduction must be 'mean', 'sum' or 'none', got \"average\""),
    );
    expect(() => loss(logits, int([1, 1]), { ignoreIndex: 0.5 })).toThrow(
      new ShapeError('crossEntropy: ignoreIndex must be an integer, got 0.5'),
    );
  });

  test('leaves nothing behind', () => {
    const logits = float(scores, [rows, classes], true);
    const targets = int(labels);
    const { liveBuffers } = memory();
    scope(() => void gradients(nn.crossEntropy(logits, targets, { ignoreIndex: 2 }), [logits]));
    expect(memory().liveBuffers).toBe(liveBuffers);
  });
});

describe('mean squared error', () => {
  test('values and gradients in all reductions', () => {
    for (const [reduction, value, scale] of [
      ['none', [1, 0, 4, 9], 1],
      ['sum', [14], 1],
      ['mean', [3.5], 0.25],
    ] as const) {
      const prediction = float([1, 2, 3, 4], [2, 2], true);
      const loss = nn.mseLoss(prediction, float([0, 2, 5, 1], [2, 2]), { reduction });
      expect(values(loss)).toEqual(value);
      const [gradient] = gradients(sum(loss as Tensor<number[]>), [prediction]);
      expect(values(gradient)).toEqual([2, 0, -4, 6].map((x) => x * scale));
    }
  });

  test('broadcasts nothing', () => {
    expect(() => nn.mseLoss(float([1, 2], [2, 1]), float([1, 2], [1, 2]))).toThrow(
      new ShapeError('mseLoss: shapes [2, 1] and [1, 2] differ in dimension 0 (2 and 1)'),
    );
  });
});
