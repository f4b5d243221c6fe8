import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { permuteRule, transposeRule } from './permute.ts';

test('NHWC to NCHW', () => {
  expect(permuteRule([8, 32, 31, 3], [0, 3, 1, 2])).toEqual({ shape: [8, 3, 32, 31], axes: [0, 3, 1, 2] });
  expect(permuteRule([8, 32, 31, 3], [0, -1, 1, 2]).axes).toEqual([0, 3, 1, 2]);
  expect(permuteRule([], [])).toEqual({ shape: [], axes: [] });
});

test('the inverse permutation gives the input back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(9), { maxLength: 5 }).chain((x) => {
        const all = x.map((_, i) => i);
        return fc.tuple(fc.constant(x), fc.shuffledSubarray(all, { minLength: x.length }));
      }),
      ([x, axes]) => {
        const { shape } = permuteRule(x, axes);
        const inverse = axes.map((_, i) => axes.indexOf(i));
        expect(permuteRule(shape, inverse).shape).toEqual(x);
      },
    ),
  );
});

test('transpose swaps two dimensions', () => {
  expect(transposeRule([2, 3, 4])).toEqual({ shape: [2, 4, 3], axes: [0, 2, 1] });
  expect(transposeRule([2, 3, 4], 0, -1)).toEqual({ shape: [4, 3, 2], axes: [2, 1, 0] });
  expect(transposeRule([2, 3, 4], 1, 1)).toEqual({ shape: [2, 3, 4], axes: [0, 1, 2] });
});

test('refuses what types would have stopped', () => {
  expect(() => permuteRule([2, 3], '10' as unknown as number[])).toThrow(
    new ShapeError("permute: axes must be a list of integers, got '10'"),
  );
  expect(() => transposeRule([2, 3], NaN)).toThrow(
    new ShapeError('transpose: axis NaN is not an integer from -2 to 1 (input [2, 3])'),
  );
});
