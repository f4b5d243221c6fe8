import { describe, expect, test } from 'vitest';
import { floatBuffer, nanBuffer, randomFloats, valuesOf } from './reference/buffers.ts';
import { softmax } from './softmax.ts';

function run(
  x: ArrayLike<number>,
  sizes: { outer: number; size: number; inner: number },
  logarithm: boolean,
): number[] {
  const y = nanBuffer(x.length);
  expect(softmax({ x: floatBuffer(x), y, ...sizes, logarithm })).toBe(true);
  return valuesOf(y);
}

describe('softmax', () => {
  test.each([
    { outer: 3, size: 10, inner: 1 },
    { outer: 2, size: 5, inner: 7 },
    { outer: 1, size: 1, inner: 4 },
    { outer: 0, size: 5, inner: 7 },
  ])('of [$outer, $size, $inner], and its logarithm', (sizes) => {
    const { outer, size, inner } = sizes;
    const x = randomFloats(outer * size * inner).map((value) => value * 5);
    const [y, logarithms] = [run(x, sizes, false), run(x, sizes, true)];
    for (let lane = 0; lane < outer * inner; lane++) {
      const at = (i: number): number => Math.floor(lane / inner) * size * inner + (lane % inner) + i * inner;
      let sum = 0;
      for (let i = 0; i < size; i++) sum += Math.exp(x[at(i)]!);
      for (let i = 0; i < size; i++) {
        const expected = Math.exp(x[at(i)]!) / sum;
        expect(Math.abs(y[at(i)]! / expected - 1)).toBeLessThan(2e-7);
        expect(Math.abs(logarithms[at(i)]! - Math.log(expected))).toBeLessThan(1e-6);
      }
    }
  });

  test('numbers that would overflow alone', () => {
    const sizes = { outer: 1, size: 3, inner: 1 };
    expect(run([3e38, 3e38, -3e38], sizes, false)).toEqual([0.5, 0.5, 0]);
    expect(run([1000, 0, -Infinity], sizes, true)).toEqual([0, -1000, -Infinity]);
  });

  test('NaN spoils its own lane', () => {
    expect(run([1, Number.NaN, 2, 2], { outer: 2, size: 2, inner: 1 }, false)).toEqual([
      Number.NaN,
      Number.NaN,
      0.5,
      0.5,
    ]);
  });

  test('may work in place', () => {
    for (const logarithm of [false, true]) {
      const x = randomFloats(20);
      const expected = run(x, { outer: 2, size: 5, inner: 2 }, logarithm);
      const buffer = floatBuffer(x);
      softmax({ x: buffer, y: buffer, outer: 2, size: 5, inner: 2, logarithm });
      expect(valuesOf(buffer)).toEqual(expected);
    }
  });
});
