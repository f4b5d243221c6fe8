import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradients } from '../../autograd/gradients.ts';
import type { Backend } from '../../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { ones, tensor, zeros } from '../../create.ts';
import { ShapeError, UsageError } from '../../errors.ts';
import { memory } from '../../memory/memory.ts';
import { scope } from '../../memory/scope.ts';
import { randomNormal } from '../../random/initializers.ts';
import type { Tensor } from '../../tensor.ts';
import { cpu } from '../../testing/cpu.ts';
import { mul } from '../elementwise/mul.ts';
import { square } from '../elementwise/square.ts';
import { sum } from '../reduction/sum.ts';
import { movingAverage } from '../optimizer/moving-average.ts';
import { batchNorm, batchNormWithStatistics, type NormOptions } from './batch-norm.ts';
import { groupNorm } from './group-norm.ts';
import { instanceNorm } from './instance-norm.ts';
import { layerNorm } from './layer-norm.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

type T = Tensor<number[]>;
const values = (x: Tensor): number[] => [...x.dataSync()];

/** As from JavaScript. */
const untyped = (f: unknown) => f as (...operands: unknown[]) => Tensor;

/** Each over x `[2, 4, 3]` with operands of the shape given. */
const norms: Record<string, [run: (x: T, options: NormOptions) => Tensor, operand: number[]]> = {
  batchNorm: [(x, options) => untyped(batchNorm)(x, options), [4]],
  layerNorm: [(x, options) => untyped(layerNorm)(x, [4, 3], options), [4, 3]],
  groupNorm: [(x, options) => untyped(groupNorm)(x, 2, options), [4]],
  instanceNorm: [(x, options) => untyped(instanceNorm)(x, options), [4]],
};

describe.each(Object.entries(norms))('%s', (name, [run, operand]) => {
  const leaf = (shape: number[], seed: number): T => randomNormal(shape, { seed, requiresGrad: true });

  test('has gradients of its gradients', () => {
    const [weight, direction] = [leaf(operand, 2), randomNormal([2, 4, 3], { seed: 3 }) as Tensor as T];
    const first = (x: T, createGraph: boolean): T => {
      // A cube, so that nothing is linear.
      const y = run(x, { weight, epsilon: 0.1 }) as T;
      return gradients(sum(mul(y, square(y))), [x], { createGraph })[0];
    };
    const x = leaf([2, 4, 3], 1);
    const [second] = gradients(sum(mul(first(x, true), direction)), [x]);
    const step = 2 ** -6;
    const along = (i: number, by: number): number => {
      const data = values(x).map((value, j) => (i === j ? value + by : value));
      const moved = tensor(data, [2, 4, 3], { requiresGrad: true }) as Tensor as T;
      return values(sum(mul(first(moved, false), direction)))[0]!;
    };
    const wanted = values(x).map((_, i) => (along(i, step) - along(i, -step)) / (2 * step));
    const largest = Math.max(...wanted.map(Math.abs));
    expect(largest).toBeGreaterThan(1);
    values(second).forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(5e-3 * largest));
  });

  test('leaves nothing behind', () => {
    const [weight, bias, x] = [leaf(operand, 2), leaf(operand, 3), leaf([2, 4, 3], 1)];
    const before = memory().liveBuffers;
    const results = scope(() => gradients(sum(square(run(x, { weight, bias }) as T)), [x, weight, bias]));
    expect(memory().liveBuffers).toBe(before + 3);
    for (const one of results) one.dispose();
    run(x, { weight, bias }).dispose();
    expect(memory().liveBuffers).toBe(before);
  });

  test('refuses operands before anything is allocated', () => {
    const [x, short] = [ones([2, 4, 3]) as Tensor as T, ones([3])];
    const before = memory();
    const shape = `[${operand.join(', ')}]`;
    for (const key of ['weight', 'bias']) {
      expect(() => run(x, { [key]: short })).toThrow(
        new ShapeError(`${name}: ${key} must have shape ${shape}, got [3]`),
      );
    }
    expect(() => run(x, { epsilon: -1 })).toThrow(
      new ShapeError(`${name}: epsilon must be a finite number of at least 0, got -1`),
    );
    expect(() => run(x, { epsilon: NaN })).toThrow(ShapeError);
    expect(memory()).toEqual(before);
  });
});

test('batch statistics are constants, those that are given are not', () => {
  const x = tensor([1, 3, 5, 11], [2, 2], { requiresGrad: true });
  const { output, statistics } = batchNormWithStatistics(x);
  expect(output.requiresGrad).toBe(true);
  expect(values(statistics.mean)).toEqual([3, 7]);
  expect(values(statistics.variance)).toEqual([4, 16]);
  expect(statistics.mean.requiresGrad || statistics.variance.requiresGrad).toBe(false);

  const mean = tensor([3, 7], [2], { requiresGrad: true });
  const given = batchNorm(x, { statistics: { mean, variance: tensor([4, 16], [2]) }, epsilon: 0 });
  expect(values(given)).toEqual([-1, -1, 1, 1]);
  expect(values(gradients(sum(given), [mean])[0])).toEqual([-1, -0.5]);
  // Through its own statistics nothing flows: the sum is the same whatever x is.
  for (const slope of values(gradients(sum(batchNorm(x)), [x])[0])) expect(slope).toBeCloseTo(0, 5);
});

test('a batch in which all are equal is 0, not NaN', () => {
  expect(values(batchNorm(ones([3, 2, 2])))).toEqual(Array(12).fill(0));
  expect(values(layerNorm(ones([3, 1]), [1]))).toEqual([0, 0, 0]);
});

test('NaN fills its own group only', () => {
  const x = tensor([1, NaN, 3, 4], [2, 2]);
  expect(values(layerNorm(x, [2], { epsilon: 0 }))).toEqual([NaN, NaN, -1, 1]);
});

describe('movingAverage', () => {
  test('is told to graphs that need the old value', () => {
    const [x, average] = [ones([2, 1], { requiresGrad: true }), tensor([4], [1])];
    const y = batchNorm(x, { statistics: { mean: zeros([1]), variance: average }, weight: average });
    movingAverage(average, ones([1]), 0.5);
    expect(values(average)).toEqual([2.5]);
    expect(() => gradients(sum(y), [x])).not.toThrow();
    const product = mul(x, average);
    movingAverage(average, ones([1]), 0.5);
    expect(() => gradients(sum(product), [x])).toThrow(UsageError);
  });

  test('refuses what is out of range', () => {
    const average = zeros([2]);
    expect(() => movingAverage(average, ones([1]), 0.5)).toThrow(
      new ShapeError('movingAverage: shapes [2] and [1] differ in dimension 0 (2 and 1)'),
    );
    for (const momentum of [-0.1, 1.1, NaN]) {
      expect(() => movingAverage(average, ones([2]), momentum)).toThrow(
        new ShapeError(`movingAverage: momentum must be from 0 to 1, got ${momentum}`),
      );
    }
    expect(values(average)).toEqual([0, 0]);
  });
});
