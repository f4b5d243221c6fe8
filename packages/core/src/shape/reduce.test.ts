import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type ReduceAxes, reduceRule } from './reduce.ts';

test.each<[ReduceAxes, boolean, number[], number[]]>([
  [undefined, false, [], [0, 1, 2]],
  [undefined, true, [1, 1, 1], [0, 1, 2]],
  [1, false, [2, 4], [1]],
  [-1, true, [2, 3, 1], [2]],
  [[2, 0], false, [3], [0, 2]],
  [[-1, -3], true, [1, 3, 1], [0, 2]],
  [[], false, [2, 3, 4], []],
])('axis %j, keepDims %j', (axis, keepDims, shape, axes) => {
  expect(reduceRule('sum', [2, 3, 4], axis, keepDims)).toEqual({ shape, axes });
});

test('what stays and what goes make up the input', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.nat(5), { maxLength: 5 })
        .chain((x) => fc.tuple(fc.constant(x), fc.shuffledSubarray(x.map((_, i) => i)))),
      ([x, given]) => {
        const { shape, axes } = reduceRule('sum', x, given);
        expect(axes).toEqual(given.toSorted((a, b) => a - b));
        const rest = shape.values();
        expect(x.map((dim, i) => (axes.includes(i) ? dim : rest.next().value))).toEqual(x);
        expect(reduceRule('sum', x, given, true).shape).toEqual(x.map((dim, i) => (axes.includes(i) ? 1 : dim)));
      },
    ),
  );
});

describe('refuses what types would have stopped', () => {
  test.each<[unknown, unknown, string]>([
    ['1', false, "axes must be a list of integers, got '1'"],
    [null, false, 'axes must be a list of integers, got null'],
    [0.5, false, 'axis 0.5 is not an integer from -2 to 1 (input [2, 3])'],
    [NaN, false, 'axis NaN is not an integer from -2 to 1 (input [2, 3])'],
    [0, 'yes', "keepDims must be true or false, got 'yes'"],
  ])('axis %j, keepDims %j', (axis, keepDims, sentence) => {
    expect(() => reduceRule('sum', [2, 3], axis as number, keepDims as boolean)).toThrow(
      new ShapeError(`sum: ${sentence}`),
    );
  });
});
