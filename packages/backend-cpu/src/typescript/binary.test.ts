import type { BinaryFunction } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { binary } from './binary.ts';
import { floatBuffer, nanBuffer, randomFloats, valuesOf } from './reference/buffers.ts';

const definitions: Record<BinaryFunction, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  equal: (a, b) => (a === b ? 1 : 0),
  greater: (a, b) => (a > b ? 1 : 0),
};
const functions = Object.keys(definitions) as BinaryFunction[];

const special = [0, -0, 1, -1, 0.5, Infinity, -Infinity, Number.NaN, 3e38];

describe('binary', () => {
  test.each(functions)('%s of all pairs of special numbers', (name) => {
    const n = special.length;
    const y = nanBuffer(n * n);
    const [a, b] = [floatBuffer(special), floatBuffer(special)];
    binary({ function: name, a, b, y, shape: [n, n], aStrides: [1, 0], bStrides: [0, 1] });
    const expected = special.flatMap((a) => special.map((b) => Math.fround(definitions[name](a, b))));
    expect(valuesOf(y)).toEqual(expected);
  });

  test.each([
    ['scalars', [], [], []],
    ['dense', [30], [1], [1]],
    ['dense and scalar', [30], [1], [0]],
    ['scalar and dense', [30], [0], [1]],
    ['a bias for each channel', [2, 3, 5], [15, 5, 1], [0, 1, 0]],
    ['a row for each of a batch', [2, 3, 5], [15, 5, 1], [0, 5, 1]],
    ['both repeat', [2, 3, 5], [0, 5, 1], [15, 0, 1]],
    ['transposed', [2, 3, 5], [1, 2, 6], [15, 5, 1]],
    ['rank 5', [2, 1, 3, 2, 2], [12, 12, 4, 2, 1], [0, 0, 1, 0, 3]],
    ['empty', [2, 0, 3], [0, 3, 1], [0, 3, 1]],
  ])('broadcasts: %s', (_, shape: number[], aStrides: number[], bStrides: number[]) => {
    const [a, b] = [randomFloats(40, 1), randomFloats(40, 2)];
    const size = shape.reduce((product, length) => product * length, 1);
    const y = nanBuffer(size);
    binary({ function: 'sub', a: floatBuffer(a), b: floatBuffer(b), y, shape, aStrides, bStrides });
    const expected = Array.from({ length: size }, (_, flat) => {
      let [i, j, rest] = [0, 0, flat];
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const index = rest % shape[axis]!;
        rest = (rest - index) / shape[axis]!;
        i += index * aStrides[axis]!;
        j += index * bStrides[axis]!;
      }
      return Math.fround(a[i]! - b[j]!);
    });
    expect(valuesOf(y)).toEqual(expected);
  });

  test('may write over a dense operand, or over both', () => {
    const shape = [2, 2];
    const [a, b] = [floatBuffer([1, 2, 3, 4]), floatBuffer([10, 20])];
    binary({ function: 'add', a, b, y: a, shape, aStrides: [2, 1], bStrides: [0, 1] });
    expect(valuesOf(a)).toEqual([11, 22, 13, 24]);
    binary({ function: 'sub', a: b, b: a, y: a, shape, aStrides: [0, 1], bStrides: [2, 1] });
    expect(valuesOf(a)).toEqual([-1, -2, -3, -4]);
    binary({ function: 'mul', a, b: a, y: a, shape: [4], aStrides: [1], bStrides: [1] });
    expect(valuesOf(a)).toEqual([1, 4, 9, 16]);
  });
});
