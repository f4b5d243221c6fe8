import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../backend/registry.ts';
import { ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { cpu } from '../testing/cpu.ts';
import { generator } from './generator.ts';
import {
  kaimingNormal,
  kaimingUniform,
  randomNormal,
  randomUniform,
  xavierNormal,
  xavierUniform,
} from './initializers.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** fanIn 20 * 9 = 180, fanOut 30 * 9 = 270, 5,400 elements. */
const shape = [30, 20, 3, 3] as const;

function deviationOf(x: Tensor): number {
  const values = x.dataSync();
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const largestOf = (x: Tensor): number => x.dataSync().reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe.each([
  // The definition of each: standard deviation, and the bound of a uniform one (deviation * sqrt(3)).
  ['kaimingUniform', kaimingUniform, Math.sqrt(2 / 180), true],
  ['kaimingNormal', kaimingNormal, Math.sqrt(2 / 180), false],
  ['xavierUniform', xavierUniform, Math.sqrt(2 / (180 + 270)), true],
  ['xavierNormal', xavierNormal, Math.sqrt(2 / (180 + 270)), false],
] as const)('%s', (name, initialize, deviation, uniform) => {
  test('has the deviation of its definition', () => {
    const x = initialize(shape, { seed: 1 });
    // 5 standard errors of a deviation estimated from 5,400 samples: under 5 %.
    expect(Math.abs(deviationOf(x) / deviation - 1)).toBeLessThan(0.05);
    // A uniform distribution ends at sqrt(3) deviations, and the largest of 5,400 normal samples lies beyond 3.
    const largest = largestOf(x) / deviation;
    const [least, most] = uniform ? [0.99 * Math.sqrt(3), Math.sqrt(3) + 1e-6] : [3, 6];
    expect(largest).toBeGreaterThan(least);
    expect(largest).toBeLessThan(most);
  });

  test('gain scales it', () => {
    const one = initialize(shape, { seed: 1, gain: 1 });
    const three = initialize(shape, { seed: 1, gain: 3 });
    expect(deviationOf(three) / deviationOf(one)).toBeCloseTo(3, 4);
  });

  test('the seed decides', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => [...initialize(shape, { seed }).dataSync()]);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  test('a shape without fans is refused', () => {
    expect(() => initialize([5], { seed: 1 })).toThrow(ShapeError);
    expect(() => initialize([5], { seed: 1 })).toThrow(`${name}: a weight has at least 2 dimensions`);
  });
});

test('a generator goes on where it stopped', () => {
  const random = generator(1);
  const first = randomUniform([10], { seed: random });
  const second = randomUniform([10], { seed: random });
  expect([...first.dataSync(), ...second.dataSync()]).toEqual([...randomUniform([20], { seed: 1 }).dataSync()]);
});

test('randomUniform keeps its range, randomNormal its moments', () => {
  const uniform = randomUniform([5000], { seed: 1, low: -2, high: 6 }).dataSync();
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-2);
  expect(Math.max(...uniform)).toBeLessThanOrEqual(6);
  expect(Math.max(...uniform) - Math.min(...uniform)).toBeGreaterThan(7.9);
  const normal = randomNormal([5000], { seed: 1, mean: 10, deviation: 0.5 });
  expect(Math.abs(deviationOf(normal) / 0.5 - 1)).toBeLessThan(0.05);
  expect(Math.abs(normal.dataSync().reduce((a, b) => a + b, 0) / 5000 - 10)).toBeLessThan((5 * 0.5) / Math.sqrt(5000));
});

test('requiresGrad is passed on', () => {
  expect(kaimingUniform([2, 2], { seed: 1, requiresGrad: true }).requiresGrad).toBe(true);
  expect(kaimingUniform([2, 2], { seed: 1 }).requiresGrad).toBe(false);
});
