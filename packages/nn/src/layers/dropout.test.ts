import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  generator,
  gradients,
  memory,
  ones,
  randomNormal,
  registerBackend,
  scope,
  sum,
  type Tensor,
  trimMemory,
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
const trained = (layer: nn.AnyLayer, x: Tensor, seed = 1): Tensor<number[]> =>
  layer.run(x, { training: true, random: generator(seed) });

test.each([0.1, 0.5, 0.9])('drops a share of %d, and keeps the mean', (p) => {
  const count = 100_000;
  const y = values(trained(nn.dropout(p), ones([count])));
  const kept = Math.fround(1 / (1 - p));
  expect(new Set(y)).toEqual(new Set([0, kept]));
  const dropped = y.filter((value) => value === 0).length / count;
  // Five standard deviations of the share of so many trials.
  expect(Math.abs(dropped - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / count));
});

test('neighbours are dropped independently of each other', () => {
  const count = 100_000;
  const y = values(trained(nn.dropout(0.5), ones([count])));
  for (const lag of [1, 2, 3, 4, 8]) {
    const both = y.filter((value, i) => value === 0 && y[i + lag] === 0).length / count;
    expect(Math.abs(both - 0.25)).toBeLessThan(0.01);
  }
});

test('whole channels of images', () => {
  const [n, c, area] = [40, 50, 6];
  const y = values(trained(nn.dropout2d(0.25), ones([n, c, 2, 3])));
  let dropped = 0;
  for (let at = 0; at < y.length; at += area) {
    const channel = new Set(y.slice(at, at + area));
    expect(channel.size).toBe(1);
    if (channel.has(0)) dropped += 1;
  }
  expect(Math.abs(dropped / (n * c) - 0.25)).toBeLessThan(0.05);
});

describe.each<[string, (p: number) => nn.AnyLayer]>([
  ['dropout', nn.dropout],
  ['dropout2d', nn.dropout2d],
])('%s', (_, make) => {
  const x = (): Tensor<[3, 4, 5, 6]> => randomNormal([3, 4, 5, 6], { seed: 2, requiresGrad: true });

  test('has the gradient of its mask', () => {
    const one = x();
    const y = trained(make(0.4), one);
    const [dx] = gradients(sum(y), [one]);
    const [input, output] = [values(one), values(y)];
    const factor = Math.fround(1 / 0.6);
    values(dx).forEach((slope, i) => {
      expect([0, factor]).toContain(slope);
      expect(output[i]).toBeCloseTo(input[i]! * slope, 5);
    });
  });

  test('of a seed is always the same, of another it differs, and a generator goes on', () => {
    const layer = make(0.5);
    const run = (seed: number): number[] => values(trained(layer, ones([3, 4, 5, 6]), seed));
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const random = generator(1);
    const next = (): number[] => values(layer.run(ones([3, 4, 5, 6]), { training: true, random }));
    expect(next()).toEqual(run(1));
    expect(next()).not.toEqual(run(1));
  });

  test('does nothing in prediction, or for p = 0, and shares the memory', () => {
    for (const run of [(x: Tensor) => make(0.5).run(x), (x: Tensor) => trained(make(0), x)]) {
      const one = x();
      const before = memory().liveBuffers;
      const y = run(one);
      expect(memory().liveBuffers).toBe(before);
      expect(y).not.toBe(one);
      expect(values(y)).toEqual(values(one));
      expect(values(gradients(sum(y), [one])[0])).toEqual(Array(360).fill(1));
    }
  });

  test('NaN and infinities that are dropped do not come through as zeros', () => {
    const one = ones([3, 4, 5, 6]).write(new Float32Array(360).fill(Infinity));
    const y = values(trained(make(0.5), one));
    for (const value of y) expect(value === Infinity || Number.isNaN(value)).toBe(true);
  });

  test('allocates nothing in the steady state', () => {
    trimMemory();
    const [layer, random] = [make(0.5), generator(1)];
    const one = x();
    const step = (): void => scope(() => void gradients(sum(layer.run(one, { training: true, random })), [one]));
    step();
    const before = memory().allocations;
    for (let i = 0; i < 5; i++) step();
    expect(memory().allocations).toBe(before);
  });
});
