import type { ReduceFunction } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { argmax } from './argmax.ts';
import { floatBuffer, intBuffer, nanBuffer, randomFloats, valuesOf } from './reference/buffers.ts';
import { reduce } from './reduce.ts';
import { scratchGrowths } from './scratch.ts';

const definitions: Record<ReduceFunction, (lane: number[]) => number> = {
  sum: (lane) => lane.reduce((a, b) => a + b, 0),
  mean: (lane) => lane.reduce((a, b) => a + b, 0) / lane.length,
  max: (lane) => Math.max(...lane),
  min: (lane) => Math.min(...lane),
};
const functions = Object.keys(definitions) as ReduceFunction[];

interface Sizes {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

function lanes(x: ArrayLike<number>, { outer, size, inner }: Sizes): number[][] {
  return Array.from({ length: outer * inner }, (_, at) => {
    const first = Math.floor(at / inner) * size * inner + (at % inner);
    return Array.from({ length: size }, (_, i) => x[first + i * inner]!);
  });
}

function run(name: ReduceFunction, x: ArrayLike<number>, sizes: Sizes): number[] {
  const y = nanBuffer(sizes.outer * sizes.inner);
  reduce({ function: name, x: floatBuffer(x), y, ...sizes });
  return valuesOf(y);
}

function runArgmax(x: ArrayLike<number>, sizes: Sizes): number[] {
  const y = intBuffer(new Array(sizes.outer * sizes.inner).fill(-9));
  argmax({ x: floatBuffer(x), y, ...sizes });
  return valuesOf(y);
}

const allSizes: Sizes[] = [
  { outer: 1, size: 1, inner: 1 },
  { outer: 3, size: 7, inner: 1 },
  { outer: 2, size: 8, inner: 5 },
  { outer: 1, size: 130, inner: 3 },
  { outer: 0, size: 3, inner: 2 },
  { outer: 3, size: 2, inner: 0 },
];

describe.each(functions)('reduce: %s', (name) => {
  test.each(allSizes)('of [$outer, $size, $inner]', (sizes) => {
    // Multiples of 1/4 add up without rounding.
    const x = randomFloats(sizes.outer * sizes.size * sizes.inner).map((value) => Math.round(value * 40) / 4);
    expect(run(name, x, sizes)).toEqual(lanes(x, sizes).map((lane) => Math.fround(definitions[name](lane))));
  });

  test('over no elements', () => {
    const nothing = { sum: 0, mean: Number.NaN, max: -Infinity, min: Infinity }[name];
    expect(run(name, [], { outer: 2, size: 0, inner: 1 })).toEqual([nothing, nothing]);
    expect(run(name, [], { outer: 1, size: 0, inner: 3 })).toEqual([nothing, nothing, nothing]);
  });

  test.each([0, 1, 4])('NaN goes through, wherever it stands (%d)', (at) => {
    const x = [1, 5, -3, 2, 4];
    x[at] = Number.NaN;
    expect(run(name, x, { outer: 1, size: 5, inner: 1 })).toEqual([Number.NaN]);
    expect(
      run(
        name,
        x.flatMap((value) => [value, 0]),
        { outer: 1, size: 5, inner: 2 },
      ),
    ).toEqual([Number.NaN, 0]);
  });
});

test('sums are kept in doubles', () => {
  const x = new Float32Array(40_001).fill(0.1);
  x[0] = 1e8;
  const exact = Math.fround(1e8 + 40_000 * x[1]!);
  expect(run('sum', x, { outer: 1, size: x.length, inner: 1 })).toEqual([exact]);
  const before = scratchGrowths();
  run('sum', x, { outer: 1, size: x.length, inner: 1 });
  expect(scratchGrowths()).toBe(before);
});

describe('argmax', () => {
  test('the first of equals', () => {
    expect(runArgmax([1, 3, 3, 2], { outer: 1, size: 4, inner: 1 })).toEqual([1]);
    expect(runArgmax([0, -0], { outer: 1, size: 2, inner: 1 })).toEqual([0]);
    expect(runArgmax([1, 9, 7, 2, 7, 9], { outer: 1, size: 3, inner: 2 })).toEqual([1, 0]);
  });

  test('NaN counts as largest, the first of them', () => {
    expect(runArgmax([Infinity, Number.NaN, Number.NaN], { outer: 1, size: 3, inner: 1 })).toEqual([1]);
  });

  test('nothing but -Infinity has a winner, nothing at all has none', () => {
    expect(runArgmax([-Infinity, -Infinity], { outer: 1, size: 2, inner: 1 })).toEqual([0]);
    expect(runArgmax([], { outer: 1, size: 0, inner: 2 })).toEqual([-1, -1]);
  });

  test.each(allSizes)('of [$outer, $size, $inner]', (sizes) => {
    const x = randomFloats(sizes.outer * sizes.size * sizes.inner);
    expect(runArgmax(x, sizes)).toEqual(lanes(x, sizes).map((lane) => lane.indexOf(Math.max(...lane))));
  });
});
