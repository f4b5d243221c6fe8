import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { generator } from './generator.ts';
import { philox } from './philox.ts';

const many = (next: () => number): number[] => Array.from({ length: 40_000 }, next);
const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('generator', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const [a, b, c] = [generator(7), generator(7), generator(8)];
    const first = Array.from({ length: 10 }, () => a.bits());
    expect(Array.from({ length: 10 }, () => b.bits())).toEqual(first);
    expect(Array.from({ length: 10 }, () => c.bits())).not.toEqual(first);
  });

  test('the first numbers of seed 0 are those of the published zero vector', () => {
    const random = generator(0);
    expect([random.bits(), random.bits()]).toEqual([0x6627e8d5, 0xe169c58d]);
  });

  test('seeds beyond 32 bits and below 0 are all different', () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, -(2 ** 32), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    expect(new Set(seeds.map((seed) => generator(seed).bits())).size).toBe(seeds.length);
  });

  test('streams of a seed are those of Philox with the stream in the upper half of the counter', () => {
    // The block of counter (0, 0, 5, 9) and the next, under key (7, 0).
    const expected = [...philox([0, 0, 5, 9], [7, 0]), ...philox([1, 0, 5, 9], [7, 0])];
    const random = generator(7, [5, 9]);
    expect(Array.from({ length: 8 }, () => random.bits())).toEqual(expected);
    const streams = [undefined, [0, 1], [1, 0], [2 ** 32 - 1, 0]] as const;
    expect(new Set(streams.map((stream) => generator(7, stream).bits())).size).toBe(streams.length);
    expect(generator(7, [0, 0]).bits()).toBe(generator(7).bits());
  });

  test.each([
    [-1, 0],
    [0, 0.5],
    [2 ** 32, 0],
    [0, NaN],
  ])('stream [%s, %s] is refused', (high, low) => {
    expect(() => generator(0, [high, low])).toThrow(
      new ShapeError(`generator: stream must be two integers from 0 to 2^32 - 1, got [${high}, ${low}]`),
    );
  });

  test('uniform numbers lie in [0, 1), are exact in float32 and average a half', () => {
    const values = many(generator(1).uniform);
    expect(values.every((value) => value >= 0 && value < 1 && Math.fround(value) === value)).toBe(true);
    // 5 standard errors of the mean of a uniform variable.
    expect(Math.abs(meanOf(values) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * values.length));
  });

  test('normal numbers have the moments of the normal distribution', () => {
    const values = many(generator(2).normal);
    const moment = (power: number): number => meanOf(values.map((value) => value ** power));
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(values.length));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / values.length));
  });

  test('integers cover the range evenly', () => {
    const counts = new Array<number>(7).fill(0);
    for (const value of many(() => generator1.integer(7))) counts[value] = (counts[value] ?? 0) + 1;
    // Chi-squared with 6 degrees of freedom: 27.9 is the 0.0001 point.
    const expected = 40_000 / 7;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(27.9);
  });
  const generator1 = generator(3);

  test('shuffle keeps all items and reaches every order', () => {
    const random = generator(4);
    const orders = new Set(Array.from({ length: 200 }, () => random.shuffle([1, 2, 3]).join()));
    expect(orders.size).toBe(6);
    expect([...random.shuffle(Int32Array.from({ length: 100 }, (_, i) => i))].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  test.each([NaN, 0.5, Infinity, 2 ** 60])('seed %s is refused', (seed) => {
    expect(() => generator(seed)).toThrow(ShapeError);
  });

  test.each([0, -1, 0.5, NaN, 2 ** 33])('limit %s is refused', (limit) => {
    expect(() => generator(1).integer(limit)).toThrow(ShapeError);
  });
});
