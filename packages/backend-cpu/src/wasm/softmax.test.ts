import { describe, expect, test } from 'vitest';
import { randomFloats, valuesOf } from '../typescript/reference/buffers.ts';
import { createTestEngine, difference, flavours } from './reference/test-engine.ts';

type Sizes = readonly [outer: number, size: number, inner: number];

const sizes: readonly Sizes[] = [
  ...Array.from({ length: 18 }, (_, size) => [3, size, 1] as const),
  ...Array.from({ length: 10 }, (_, inner) => [2, 5, inner] as const),
  [1, 100_003, 1],
  [1, 3000, 17],
  [900, 40, 1],
  [0, 5, 7],
];

describe.each(flavours)('%s', async (flavour) => {
  const engine = await createTestEngine(flavour);

  function run(x: ArrayLike<number>, [outer, size, inner]: Sizes, logarithm: boolean): number[] {
    const from = engine.floats(x, size + inner);
    const y = engine.destination(x.length, inner);
    const op = { outer, size, inner, logarithm };
    expect(engine.kernels.overrides.softmax({ ...op, x: from, y })).toBe(true);
    const values = valuesOf(y);
    expect(engine.kernels.overrides.softmax({ ...op, x: from, y: from })).toBe(true);
    expect(difference(valuesOf(from), values)).toBeUndefined(); // in place
    expect(engine.strayWrites()).toBe(0);
    return values;
  }

  test.each(sizes)('of [%d, %d, %d], and its logarithm', (outer, size, inner) => {
    const x = randomFloats(outer * size * inner).map((value) => value * 9);
    const [y, logarithms] = [run(x, [outer, size, inner], false), run(x, [outer, size, inner], true)];
    let worst = 0;
    let worstLogarithm = 0;
    for (let lane = 0; lane < outer * inner; lane++) {
      const first = Math.floor(lane / inner) * size * inner + (lane % inner);
      let sum = 0;
      for (let i = 0; i < size; i++) sum += Math.exp(x[first + i * inner]!);
      for (let i = 0; i < size; i++) {
        const at = first + i * inner;
        const expected = Math.exp(x[at]!) / sum;
        worst = Math.max(worst, Math.abs(y[at]! / expected - 1));
        worstLogarithm = Math.max(worstLogarithm, Math.abs(logarithms[at]! - Math.log(expected)));
      }
    }
    // The difference to the largest, up to 18, is rounded before its exponential is taken.
    expect(worst).toBeLessThan(1.3e-6);
    expect(worstLogarithm).toBeLessThan(2.5e-6);
  });

  test.each([1, 3])('numbers that would overflow alone, inner = %d', (inner) => {
    const repeat = (values: number[]): number[] => values.flatMap((value) => new Array<number>(inner).fill(value));
    const of = (x: number[], logarithm: boolean): number[] => run(repeat(x), [1, x.length, inner], logarithm);
    expect(of([3e38, 3e38, -3e38], false)).toEqual(repeat([0.5, 0.5, 0]));
    expect(of([1000, 0, -Infinity], true)).toEqual(repeat([0, -1000, -Infinity]));
    expect(of([0, -Infinity, 0, -1e30, -Infinity], false)).toEqual(repeat([0.5, 0, 0.5, 0, 0]));
  });

  test('NaN spoils its own lane', () => {
    const y = run([1, NaN, 2, 2], [2, 2, 1], false);
    expect(y).toEqual([NaN, NaN, 0.5, 0.5]);
    expect(run([1, 2, NaN, 2], [1, 2, 2], false)).toEqual([NaN, 0.5, NaN, 0.5]);
    expect(run([Infinity, 0, -Infinity, -Infinity], [2, 2, 1], false)).toEqual([NaN, NaN, NaN, NaN]);
  });
});
