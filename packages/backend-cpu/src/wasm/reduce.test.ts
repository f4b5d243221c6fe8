import type { ReduceFunction } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { randomFloats, valuesOf } from '../typescript/reference/buffers.ts';
import { createTestEngine, differenceOfValues, flavours, lengths, special } from './reference/test-engine.ts';

const definitions: Readonly<Record<ReduceFunction, (lane: number[]) => number>> = {
  sum: (lane) => lane.reduce((a, b) => a + b, 0),
  mean: (lane) => lane.reduce((a, b) => a + b, 0) / lane.length,
  max: (lane) => lane.reduce((a, b) => Math.max(a, b), -Infinity),
  min: (lane) => lane.reduce((a, b) => Math.min(a, b), Infinity),
};
const functions = Object.keys(definitions) as ReduceFunction[];

const sizes: readonly (readonly [outer: number, size: number, inner: number])[] = [
  ...lengths.map((size) => [1, size, 1] as const),
  ...lengths.slice(0, 18).map((inner) => [3, 5, inner] as const),
  ...lengths.slice(0, 18).map((size) => [3, size, 9] as const),
  [0, 3, 2],
  [2, 0, 3],
  [5000, 33, 1],
  [1, 40_000, 21],
  [2, 40, 9001],
];

describe.each(flavours)('%s', async (flavour) => {
  const engine = await createTestEngine(flavour);

  function run(name: ReduceFunction, x: ArrayLike<number>, [outer, size, inner]: (typeof sizes)[number]): number[] {
    const y = engine.destination(outer * inner, size);
    engine.kernels.reduce({ function: name, x: engine.floats(x, size + inner), y, outer, size, inner });
    const results = valuesOf(y);
    expect(engine.strayWrites()).toBe(0);
    return results;
  }

  function lanes(x: ArrayLike<number>, [outer, size, inner]: (typeof sizes)[number]): number[][] {
    return Array.from({ length: outer * inner }, (_, at) => {
      const first = Math.floor(at / inner) * size * inner + (at % inner);
      return Array.from({ length: size }, (_, i) => x[first + i * inner]!);
    });
  }

  test.each(functions)('%s of any size', (name) => {
    for (const size of sizes) {
      // Multiples of 1/4 add up without rounding.
      const x = randomFloats(size[0] * size[1] * size[2]).map((value) => Math.round(value * 40) / 4);
      const expected = lanes(x, size).map((lane) => Math.fround(definitions[name](lane)));
      expect(differenceOfValues(run(name, x, size), expected)).toBeUndefined();
    }
  });

  test.each(functions)('%s of special numbers, wherever they stand', (name) => {
    for (const value of special) {
      for (let at = 0; at < 17; at++) {
        const lane = Array.from(randomFloats(17));
        lane[at] = Math.fround(value);
        const expected = Math.fround(definitions[name](lane));
        const [whole] = run(name, lane, [1, 17, 1]);
        expect(whole).toBe(expected);
        const column = lane.flatMap((value) => [0, value, 0]);
        expect(run(name, column, [1, 17, 3])).toEqual([0, expected, 0]);
      }
    }
  });

  test('sums are kept in doubles', () => {
    const x = new Float32Array(40_001).fill(0.1);
    x[0] = 1e8;
    const exact = Math.fround(1e8 + 40_000 * x[1]!);
    expect(run('sum', x, [1, x.length, 1])).toEqual([exact]);
    const twice = Float32Array.from({ length: 2 * x.length }, (_, i) => x[i >> 1]!);
    expect(run('sum', twice, [1, x.length, 2])).toEqual([exact, exact]);
  });
});
