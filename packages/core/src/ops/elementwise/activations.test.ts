import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradients } from '../../autograd/gradients.ts';
import type { Backend } from '../../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { ones, tensor } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { memory } from '../../memory/memory.ts';
import { scope } from '../../memory/scope.ts';
import type { Tensor } from '../../tensor.ts';
import { cpu } from '../../testing/cpu.ts';
import { sum } from '../reduction/sum.ts';
import { clip } from './clip.ts';
import { elu } from './elu.ts';
import { hardsigmoid } from './hardsigmoid.ts';
import { hardswish } from './hardswish.ts';
import { mish } from './mish.ts';
import { prelu } from './prelu.ts';
import { relu6 } from './relu6.ts';
import { selu } from './selu.ts';
import { softplus } from './softplus.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

type T = Tensor<number[]>;
const values = (x: Tensor): number[] => [...x.dataSync()];
const f = Math.fround;

/** Each with its gradients at its corners, and on both sides of them, as PyTorch has them. */
const activations: Record<string, [run: (x: T) => T, slopes: [x: number, slope: number][]]> = {
  clip: [
    (x) => clip(x, -1, 2),
    [
      [-1.5, 0],
      [-1, 1],
      [0, 1],
      [2, 1],
      [2.5, 0],
    ],
  ],
  relu6: [
    relu6,
    [
      [-1, 0],
      [0, 0],
      [1e-30, 1],
      [5.999, 1],
      [6, 0],
      [7, 0],
    ],
  ],
  hardsigmoid: [
    hardsigmoid,
    [
      [-3.1, 0],
      [-3, 0],
      [-2.999, f(1 / 6)],
      [2.999, f(1 / 6)],
      [3, 0],
      [4, 0],
    ],
  ],
  hardswish: [
    hardswish,
    [
      [-4, 0],
      [-3, 0],
      [0, 0.5],
      [1.5, 1],
      [3, 1],
      [4, 1],
    ],
  ],
  elu: [
    (x) => elu(x, 0.5),
    [
      [-100, 0],
      [0, 0.5],
      [1e-3, 1],
      [100, 1],
    ],
  ],
  selu: [
    selu,
    [
      [0, 1.7580993408473766],
      [3, 1.0507009873554805],
    ],
  ],
  softplus: [
    softplus,
    [
      [-200, 0],
      [0, 0.5],
      [200, 1],
    ],
  ],
  mish: [
    mish,
    [
      [-200, 0],
      [0, 0.6],
      [200, 1],
    ],
  ],
};

describe.each(Object.entries(activations))('%s', (_, [run, slopes]) => {
  test('has its gradients at the corners', () => {
    const x = tensor(
      slopes.map(([at]) => at),
      [slopes.length] as number[],
      { requiresGrad: true },
    );
    const [dx] = gradients(sum(run(x)), [x]);
    values(dx).forEach((slope, i) => expect(slope).toBeCloseTo(slopes[i]![1], 6));
  });

  test('lets NaN through', () => {
    expect(values(run(tensor([NaN, 1], [2] as number[])))[0]).toBeNaN();
  });

  test('has gradients of its gradients', () => {
    const at = [-4.2, -2.2, -0.7, 0.4, 1.3, 5.1];
    const first = (shift: number, createGraph = false): [x: T, dx: T] => {
      const x = tensor(
        at.map((one) => one + shift),
        [6] as number[],
        { requiresGrad: true },
      );
      return [x, gradients(sum(run(x)), [x], { createGraph })[0]];
    };
    const [x, dx] = first(0, true);
    // Where the slope is a constant there is no graph, and its gradient is 0.
    const second = dx.requiresGrad ? values(gradients(sum(dx), [x])[0]) : at.map(() => 0);
    const step = 2 ** -7;
    const [above, below] = [values(first(step)[1]), values(first(-step)[1])];
    second.forEach((slope, i) => expect(slope).toBeCloseTo((above[i]! - below[i]!) / (2 * step), 2));
  });

  test('leaves nothing behind', () => {
    const x = ones([5]) as Tensor as T;
    const before = memory().liveBuffers;
    scope(() => void run(x));
    expect(memory().liveBuffers).toBe(before);
  });
});

test('prelu has the slope of its weight at 0, and no gradient by it there', () => {
  const x = tensor([-2, 0, 3], [3], { requiresGrad: true });
  const weight = tensor([0.25], [1], { requiresGrad: true });
  const [dx, dw] = gradients(sum(prelu(x, weight)), [x, weight]);
  expect(values(dx)).toEqual([0.25, 0.25, 1]);
  expect(values(dw)).toEqual([-2]);
  expect(dw.shape).toEqual([1]);
  expect(values(prelu(tensor([NaN], [1]), weight))).toEqual([NaN]);
});

test('what is out of range is refused before anything is allocated', () => {
  const [x, weight] = [ones([2]) as Tensor as T, ones([2])];
  const before = memory();
  expect(() => clip(x, 2, 1)).toThrow(new ShapeError('clip: low must be a number of at most high, got 2 and 1'));
  expect(() => clip(x, NaN, 1)).toThrow(ShapeError);
  expect(() => elu(x, -1)).toThrow(new ShapeError('elu: alpha must be a finite number of at least 0, got -1'));
  expect(() => prelu(x, weight)).toThrow(ShapeError);
  expect(memory()).toEqual(before);
});
