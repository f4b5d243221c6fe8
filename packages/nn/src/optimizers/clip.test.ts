import { cpu } from '@gemmule/backend-cpu';
import {
  add,
  type Backend,
  gradients,
  memory,
  mul,
  ones,
  registerBackend,
  scope,
  ShapeError,
  sum,
  type Tensor,
  tensor,
  trimMemory,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const values = (x: Tensor): number[] => [...x.dataSync()];

describe('clipByNorm', () => {
  // The norm of all of it together: sqrt(3² + 4² + 12² + 84²) = 85.
  const given = (): [Tensor<[2]>, Tensor<[1, 2]>] => [tensor([3, -4], [2]), tensor([12, 84], [1, 2])];

  test('scales all by one factor where their norm is larger', () => {
    const { gradients, norm } = nn.clipByNorm(given(), 17);
    expect(values(norm)).toEqual([85]);
    expect(norm.shape).toEqual([]);
    expect(gradients.map(({ shape }) => shape)).toEqual([[2], [1, 2]]);
    const scaled = gradients.flatMap(values);
    [3, -4, 12, 84].forEach((x, i) => expect(scaled[i]! / (x / 5)).toBeCloseTo(1, 6));
    expect(Math.hypot(...scaled)).toBeCloseTo(17, 4);
  });

  test('leaves smaller ones as they are, to the bit, and 0 too', () => {
    for (const maxNorm of [86, 1e30]) {
      expect(nn.clipByNorm(given(), maxNorm).gradients.flatMap(values)).toEqual([3, -4, 12, 84]);
    }
    const { gradients, norm } = nn.clipByNorm([tensor([0, 0], [2])], 1e-3);
    expect([...gradients.flatMap(values), ...values(norm)]).toEqual([0, 0, 0]);
  });

  test('the factor is that of PyTorch, with 1e-6 beside the norm', () => {
    // 1e-6 / (1e-6 + 1e-6): a norm no larger than the limit is scaled nevertheless.
    const { gradients } = nn.clipByNorm([tensor([1e-6], [1])], 1e-6);
    expect(values(gradients[0])[0]! / 0.5e-6).toBeCloseTo(1, 5);
  });

  test('what is not finite: NaN everywhere, or 0 and NaN', () => {
    const of = (...x: number[]): number[] => {
      const { gradients, norm } = nn.clipByNorm([tensor(x, [x.length]), tensor([2], [1])], 1);
      return [...values(norm), ...gradients.flatMap(values)];
    };
    expect(of(NaN, 1)).toEqual([NaN, NaN, NaN, NaN]);
    expect(of(Infinity, 1)).toEqual([Infinity, NaN, 0, 0]);
    expect(of(1e20, 1)).toEqual([Infinity, 0, 0, 0]);
  });

  test('gradients that share their memory are each scaled once, and those that were given stay', () => {
    const [a, b] = [ones([2], { requiresGrad: true }), ones([2], { requiresGrad: true })];
    const found = gradients(sum(mul(add(a, b), 3)), [a, b]);
    const { gradients: clipped, norm } = nn.clipByNorm(found, 3);
    expect(values(norm)).toEqual([6]);
    for (const gradient of clipped) values(gradient).forEach((x) => expect(x).toBeCloseTo(1.5, 5));
    expect(found.flatMap(values)).toEqual([3, 3, 3, 3]);
    expect(norm.requiresGrad).toBe(false);
  });

  test('of nothing, there is a norm of 0', () => {
    const { gradients, norm } = nn.clipByNorm([], 1);
    expect([gradients, values(norm)]).toEqual([[], [0]]);
  });
});

describe('clipByValue', () => {
  test('limits each element by itself', () => {
    const found = nn.clipByValue([tensor([0.5, -3, 1], [3]), tensor([Infinity, -Infinity, NaN, -0.25], [2, 2])], 1);
    expect(found.map(values)).toEqual([
      [0.5, -1, 1],
      [1, -1, NaN, -0.25],
    ]);
    expect(found[1].shape).toEqual([2, 2]);
  });
});

test('results are of the shapes that were given, for the compiler too', () => {
  expectTypeOf(nn.clipByNorm([ones([2]), ones([3, 4])], 1).gradients).toEqualTypeOf<
    readonly [Tensor<[2]>, Tensor<[3, 4]>]
  >();
  expectTypeOf(nn.clipByValue([ones([2])], 1)).toEqualTypeOf<readonly [Tensor<[2]>]>();
  const many: Tensor<number[]>[] = [];
  expectTypeOf(nn.clipByValue(many, 1)).toEqualTypeOf<readonly Tensor<number[]>[]>();
});

test('a training step with clipped gradients allocates nothing after the first, and leaves nothing', () => {
  trimMemory();
  const parameters = new Map([['w', ones([4, 3], { requiresGrad: true })]]);
  using x = ones([4, 3]);
  const optimizer = nn.sgd({ learningRate: 0.1, momentum: 0.9 });
  optimizer.prepare?.(parameters);
  const step = (): void =>
    scope(() => {
      const found = gradients(nn.mseLoss(parameters.get('w')!, x), [...parameters.values()]);
      optimizer.step(parameters, nn.clipByNorm(nn.clipByValue(found, 0.5), 1).gradients);
    });
  step();
  const { allocations, liveBuffers } = memory();
  for (let i = 0; i < 4; i++) step();
  expect(memory()).toMatchObject({ allocations, liveBuffers });
});

test.each([0, -1, NaN, Infinity])('%d is no limit', (limit) => {
  expect(() => nn.clipByNorm([], limit)).toThrow(
    new ShapeError(`clipByNorm: maxNorm must be a finite number above 0, got ${limit}`),
  );
  expect(() => nn.clipByValue([], limit)).toThrow(
    new ShapeError(`clipByValue: max must be a finite number above 0, got ${limit}`),
  );
});
