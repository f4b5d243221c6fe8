import { generator } from '@gemmule/core';
import { expect, test } from 'vitest';
import type { Slot } from './host-batch.ts';
import { ShuffleBuffer } from './shuffle-buffer.ts';

const slot = (): Slot => {
  const raw = new Float32Array(1);
  return { raw, inputs: raw, targets: new Int32Array(1), indices: new Uint32Array(1), count: 0, isFiller: false };
};

/** The order in which samples 0 … count - 1 come out. */
function order(count: number, size: number, seed: number): number[] {
  const [buffer, out, at] = [new ShuffleBuffer(size, generator(seed)), [] as number[], slot()];
  const take = (): void => {
    expect([at.raw[0], at.targets[0]]).toEqual([at.indices[0]! / 2, 3 * at.indices[0]!]);
    out.push(at.indices[0]!);
  };
  for (let i = 0; i < count; i++) {
    at.raw[0] = i / 2;
    at.targets[0] = 3 * i;
    at.indices[0] = i;
    if (buffer.exchange(at, 0)) take();
  }
  while (buffer.length > 0) {
    buffer.drain(at, 0);
    take();
  }
  return out;
}

test('all samples come out, once, and none earlier than the buffer allows', () => {
  for (const [count, size] of [
    [0, 4],
    [3, 4],
    [4, 4],
    [100, 1],
    [100, 7],
  ] as const) {
    const out = order(count, size, 1);
    expect(out.toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
    out.forEach((sample, place) => expect(sample).toBeLessThan(place + size));
  }
});

test('a buffer of one changes nothing', () => {
  expect(order(20, 1, 1)).toEqual([...Array(20).keys()]);
});

test('a buffer for all samples makes every order equally likely', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const key = order(3, 3, seed).join('');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Chi-squared with 5 degrees of freedom: 25.7 is the 0.0001 point.
  const spread = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(spread).toBeLessThan(25.7);
});

test('how long a sample waits is the geometric distribution of the definition', () => {
  // After the first exchange a sample goes with probability 1 / size at each: mean delay `size` places from when it came in.
  const [count, size] = [20_000, 10];
  const out = order(count, size, 5);
  const delays = out.map((sample, place) => place + size - sample).slice(0, count - 500);
  const mean = delays.reduce((a, b) => a + b, 0) / delays.length;
  // Deviation of one: sqrt(90) = 9.5; five standard errors of the mean.
  expect(Math.abs(mean - size)).toBeLessThan((5 * 9.5) / Math.sqrt(delays.length));
});
