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

/** The gradient of a function of doubles by central differences. */
function differences(f: (x: readonly number[]) => number, x: readonly number[]): number[] {
  const h = 1e-5;
  return x.map((at, i) => (f(x.with(i, at + h)) - f(x.with(i, at - h))) / (2 * h));
}

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** All reductions of a loss of two tensors against one of doubles, and its gradient against differences of that. */
function checkPairs(
  loss: (prediction: Tensor<number[]>, target: Tensor<number[]>, reduction: nn.Reduction) => Tensor,
  reference: (x: number, z: number, i: number) => number,
  [xs, zs]: readonly [readonly number[], readonly number[]],
): void {
  const all = (x: readonly number[]): number[] => x.map((value, i) => reference(value, zs[i]!, i));
  const slopes = differences((x) => total(all(x)), xs);
  for (const [reduction, wanted, scale] of [
    ['none', all(xs), 1],
    ['sum', [total(all(xs))], 1],
    ['mean', [total(all(xs)) / xs.length], 1 / xs.length],
  ] as const) {
    const prediction = float(xs, [xs.length / 3, 3], true);
    const result = loss(prediction, float(zs, [zs.length / 3, 3]), reduction);
    expectClose(values(result), wanted, 3e-6 * (1 + Math.max(...wanted)));
    const [gradient] = gradients(sum(result as Tensor<number[]>), [prediction]);
    expectClose(
      values(gradient),
      slopes.map((x) => x * scale),
    );
  }
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

  describe('with label smoothing', () => {
    /** A row's cross entropy with the label spread: `sum over c of q_c w_c (-log p_c)`. */
    const smoothed = (x: readonly number[], label: number, weights: readonly number[], smoothing: number): number => {
      const norm = Math.log(total(x.map(Math.exp)));
      return total(
        x.map((score, c) => {
          const share = (c === label ? 1 - smoothing : 0) + smoothing / classes;
          return share * (weights[c] ?? 1) * (norm - score);
        }),
      );
    };

    test.each([
      ['of all labels alike', {}, 0.1, 2.454269351575263],
      ['with weights', { weight }, 0.1, 2.353541290180126],
      ['with an ignored class', { ignoreIndex: 1 }, 0.1, 2.4211161940121246],
      ['with both', { ignoreIndex: 3, weight }, 0.1, 2.2690473206888657],
      ['of everything', { weight }, 1, undefined],
    ])('%s: values and gradients, and the mean that PyTorch 2.13 gives', (_, options, labelSmoothing, pytorch) => {
      const { ignoreIndex, weight: weights = [1, 1, 1, 1] } = options as { ignoreIndex?: number; weight?: number[] };
      const rowsOf = (x: readonly number[]): number[] =>
        labels.map((label, row) =>
          label === ignoreIndex
            ? 0
            : smoothed(x.slice(row * classes, (row + 1) * classes), label, weights, labelSmoothing),
        );
      const count = total(labels.map((label) => (label === ignoreIndex ? 0 : weights[label]!)));
      const slopes = differences((x) => total(rowsOf(x)), scores);
      const settings = 'weight' in options ? { ...options, weight: float(options.weight, [classes]) } : options;
      for (const [reduction, wanted, scale] of [
        ['none', rowsOf(scores), 1],
        ['sum', [total(rowsOf(scores))], 1],
        ['mean', [pytorch ?? total(rowsOf(scores)) / count], 1 / count],
      ] as const) {
        const logits = float(scores, [rows, classes], true);
        const loss = nn.crossEntropy(logits, int(labels), { ...settings, labelSmoothing, reduction });
        expectClose(values(loss), wanted, 2e-6 * (1 + Math.max(...wanted)));
        const [gradient] = gradients(sum(loss as Tensor<number[]>), [logits]);
        expectClose(
          values(gradient),
          slopes.map((x) => x * scale),
        );
      }
    });

    test('for each pixel of images', () => {
      const data = [...Array(12).keys()].map((i) => Math.cos(5 * i));
      const pixels = [0, 1, 2, 3].map((p) => [0, 1, 2].map((c) => data[c * 4 + p]!));
      const weights = [1, 2, 3];
      const wanted = pixels.map((x, p) => {
        const norm = Math.log(total(x.map(Math.exp)));
        const spread = total(x.map((score, c) => (0.3 / 3) * weights[c]! * (norm - score)));
        return p === 3 ? 0 : 0.7 * weights[p]! * (norm - x[p]!) + spread;
      });
      const loss = nn.crossEntropy(float(data, [1, 3, 2, 2]), int([0, 1, 2, 255], [1, 2, 2]), {
        weight: float(weights, [3]),
        ignoreIndex: 255,
        labelSmoothing: 0.3,
        reduction: 'none',
      });
      expect(loss.shape).toEqual([1, 2, 2]);
      expectClose(values(loss), wanted);
    });

    test('a class with a score of -Infinity costs as much as there is, or nothing where it is not counted', () => {
      const logits = float([1, -Infinity, 1, 1, -Infinity, 1], [2, 3]);
      const settings = { labelSmoothing: 0.3, reduction: 'none', ignoreIndex: 9 } as const;
      const [first, ignored] = values(nn.crossEntropy(logits, int([0, 9]), settings));
      expect(first).toBeGreaterThan(3e37);
      expect(ignored).toBe(0);
      const weight = float([1, 0, 1], [3]);
      expectClose(
        values(nn.crossEntropy(logits, int([0, 2]), { ...settings, weight })),
        [0.9, 0.9].map((x) => x * Math.LN2),
      );
    });

    test.each([-0.1, 1.5, NaN])('%d is out of range', (labelSmoothing) => {
      expect(() => nn.crossEntropy(float([1, 2], [1, 2]), int([0]), { labelSmoothing })).toThrow(
        new ShapeError(`crossEntropy: labelSmoothing must be from 0 to 1, got ${labelSmoothing}`),
      );
    });
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

/** Differences on both sides of every corner used below, and none at one. */
const distances = [0.4, -0.3, 0.7, -1.2, 3, -4, 1.7, -0.01, 20];
const around = [5, -2, 0.5, 0.25, 1, 3, -7, 0, 1];
const shifted = distances.map((d, i) => d + around[i]!);

describe('mean absolute error', () => {
  test('values and gradients in all reductions', () => {
    checkPairs(
      (x, z, reduction) => nn.l1Loss(x, z, { reduction }),
      (x, z) => Math.abs(x - z),
      [shifted, around],
    );
  });

  test('has no slope where there is no difference, and keeps infinities apart from NaN', () => {
    const [x, z] = [float([1, Infinity, -Infinity, Infinity, NaN], [5], true), float([1, 1, 1, Infinity, 1], [5])];
    const loss = nn.l1Loss(x, z, { reduction: 'none' });
    expect(values(loss)).toEqual([0, Infinity, Infinity, NaN, NaN]);
    expect(values(gradients(sum(loss), [x])[0]).slice(0, 3)).toEqual([0, 1, -1]);
  });
});

describe.each([
  [
    'smooth L1',
    nn.smoothL1Loss,
    (corner: number) => ({ beta: corner }),
    (d: number, beta: number) => (Math.abs(d) < beta ? (0.5 * d * d) / beta : Math.abs(d) - 0.5 * beta),
    () => 1,
  ],
  [
    'Huber',
    nn.huberLoss,
    (corner: number) => ({ delta: corner }),
    (d: number, delta: number) => (Math.abs(d) <= delta ? 0.5 * d * d : delta * (Math.abs(d) - 0.5 * delta)),
    (delta: number) => delta,
  ],
] as const)('%s', (_, loss, options, reference, slope) => {
  test.each([0.5, 1, 2.5])('with its corner at %d: values and gradients in all reductions', (corner) => {
    checkPairs(
      (x, z, reduction) => loss(x, z, { ...options(corner), reduction }),
      (x, z) => reference(x - z, corner),
      [shifted, around],
    );
  });

  test('at the corner, at 0 and at infinities: the slopes of both sides, none, and those of the line', () => {
    const x = float([2, -2, 0, Infinity, -Infinity], [5], true);
    const result = loss(x, float([0, 0, 0, 0, 0], [5]), { ...options(2), reduction: 'none' });
    expect(values(result)).toEqual([...[2, -2, 0].map((d) => reference(d, 2)), Infinity, Infinity]);
    expect(values(gradients(sum(result), [x])[0])).toEqual([1, -1, 0, 1, -1].map((sign) => sign * slope(2)));
    expect(values(loss(float([NaN], [1]), float([0], [1])))).toEqual([NaN]);
  });

  test('has a corner at 1 unless told', () => {
    const [x, z] = [float([0.5, 3], [2]), float([0, 0], [2])];
    expect(values(loss(x, z))).toEqual([(0.125 + 2.5) / 2]);
  });
});

test('corners out of range are told; smooth L1 with a corner at 0 is L1', () => {
  const [x, z] = [float([0.5, -3], [2], true), float([0, 0], [2])];
  const loss = nn.smoothL1Loss(x, z, { beta: 0 });
  expect(values(loss)).toEqual([1.75]);
  expect(values(gradients(loss, [x])[0])).toEqual([0.5, -0.5]);
  expect(() => nn.smoothL1Loss(x, z, { beta: -1 })).toThrow(
    new ShapeError('smoothL1Loss: beta must be a finite number of at least 0, got -1'),
  );
  expect(() => nn.huberLoss(x, z, { delta: 0 })).toThrow(
    new ShapeError('huberLoss: delta must be a finite number above 0, got 0'),
  );
});

describe('binary cross entropy with logits', () => {
  const logits = [2, -1, 0, -3, 3, 0.5];
  const targets = [1, 1, 0, 0.25, 1, 0];
  const [byElement, byClass] = [
    [2, 0.5],
    [3, 0.5, 2],
  ] as const;
  const bce = nn.binaryCrossEntropyWithLogits;
  /** Straight from the definition. */
  const reference = (x: number, z: number, positive = 1): number => {
    const p = 1 / (1 + Math.exp(-x));
    return -positive * z * Math.log(p) - (1 - z) * Math.log(1 - p);
  };

  test.each([
    ['of all alike', {}, () => 1, () => 1],
    ['with weights', { weight: byElement }, (i: number) => byElement[Math.floor(i / 3)]!, () => 1],
    ['with a weight of positives for each class', { positiveWeight: byClass }, () => 1, (i: number) => byClass[i % 3]!],
    ['with one weight of positives', { positiveWeight: 4 }, () => 1, () => 4],
    [
      'with both',
      { weight: byElement, positiveWeight: byClass },
      (i: number) => byElement[Math.floor(i / 3)]!,
      (i: number) => byClass[i % 3]!,
    ],
  ])('%s: values and gradients in all reductions', (_, options, weight, positive) => {
    const { weight: given, positiveWeight } = options as { weight?: number[]; positiveWeight?: number[] | number };
    const settings = {
      weight: given && float(given, [2, 1]),
      positiveWeight: Array.isArray(positiveWeight) ? float(positiveWeight, [3]) : positiveWeight,
    };
    checkPairs(
      (x, z, reduction) => bce(x, z, { ...settings, reduction }),
      (x, z, i) => weight(i) * reference(x, z, positive(i)),
      [logits, targets],
    );
  });

  test('gives the numbers of PyTorch 2.13', () => {
    const [x, z] = [float([2, -1, 0, -30, 30, 0.5], [2, 3]), float(targets, [2, 3])];
    const weights = { weight: float([1, 0.5], [2, 1]), positiveWeight: float(byClass, [3]) };
    expectClose(values(bce(x, z)), [1.767902310550239]);
    expectClose(values(bce(x, z, weights)), [2.244600091589687]);
  });

  test('neither overflows nor loses the slope: of large logits, and of 0', () => {
    const x = float([1000, -1000, 20, -20, 0, 0], [6], true);
    const loss = bce(x, float([0, 1, 1, 0, 1, 0], [6]), { reduction: 'none' });
    expectClose(values(loss), [1000, 1000, Math.exp(-20), Math.exp(-20), Math.LN2, Math.LN2], 1e-7);
    const slopes = values(gradients(sum(loss), [x])[0]);
    [1, -1, -Math.exp(-20), Math.exp(-20), -0.5, 0.5].forEach((slope, i) =>
      expect(slopes[i]! / slope).toBeCloseTo(1, 5),
    );
  });

  test('infinite logits cost Infinity, and NaN where they are what the target says', () => {
    const x = float([Infinity, Infinity, -Infinity, -Infinity, NaN], [5]);
    expect(values(bce(x, float([0, 1, 0, 1, 1], [5]), { reduction: 'none' }))).toEqual([
      Infinity,
      NaN,
      NaN,
      Infinity,
      NaN,
    ]);
  });

  test('what does not fit is told', () => {
    const x = float([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(() => bce(x, float([1, 2, 3], [1, 3]))).toThrow(
      new ShapeError('binaryCrossEntropyWithLogits: shapes [2, 3] and [1, 3] differ in dimension 0 (2 and 1)'),
    );
    expect(() => bce(x, x, { weight: float([1, 2], [2]) })).toThrow(
      'binaryCrossEntropyWithLogits: weight: dimensions 2 and 3 do not broadcast (shapes [2] and [2, 3])',
    );
    expect(() => bce(x, x, { positiveWeight: float([1, 2], [2, 1, 1]) })).toThrow(
      new ShapeError('binaryCrossEntropyWithLogits: positiveWeight [2, 1, 1] does not broadcast to the logits [2, 3]'),
    );
    expect(() => bce(x, x, { positiveWeight: -1 })).toThrow(
      new ShapeError('binaryCrossEntropyWithLogits: positiveWeight must be a finite number of at least 0, got -1'),
    );
    expect(() => bce(x, x, { reduction: 'average' as 'mean' })).toThrow(ShapeError);
  });
});

test('no loss leaves anything behind', () => {
  const [x, z, labels] = [float(shifted, [3, 3], true), float(around, [3, 3]), int([0, 2, 1])];
  const losses = [
    () => nn.l1Loss(x, z),
    () => nn.smoothL1Loss(x, z),
    () => nn.huberLoss(x, z),
    () => nn.binaryCrossEntropyWithLogits(x, z, { positiveWeight: 2 }),
    () => nn.crossEntropy(x, labels, { labelSmoothing: 0.1, ignoreIndex: 2 }),
  ];
  const { liveBuffers } = memory();
  for (const loss of losses) {
    scope(() => void gradients(loss(), [x]));
    loss().dispose();
  }
  expect(memory().liveBuffers).toBe(liveBuffers);
});
