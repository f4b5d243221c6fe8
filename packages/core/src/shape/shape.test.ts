import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { assertShape, normalizeAxis, showShape, sizeOf } from './shape.ts';

test('showShape', () => {
  expect(showShape([8, 3, 32, 32])).toBe('[8, 3, 32, 32]');
  expect(showShape([])).toBe('[]');
});

test('sizeOf is the product, 1 for no dimensions', () => {
  expect(sizeOf([])).toBe(1);
  expect(sizeOf([4])).toBe(4);
  expect(sizeOf([2, 3, 4])).toBe(24);
  expect(sizeOf([2, 0, 4])).toBe(0);
});

describe('assertShape', () => {
  test.each([[[]], [[0]], [[8, 3, 32, 32]], [[2 ** 26, 2 ** 26]]])('takes %j', (shape) => {
    expect(() => assertShape('zeros', shape)).not.toThrow();
  });

  test.each([
    [[2, NaN], 'zeros: dimension 1 must be a non-negative integer, got NaN (shape [2, NaN])'],
    [[Infinity], 'zeros: dimension 0 must be a non-negative integer, got Infinity (shape [Infinity])'],
    [[2, -1], 'zeros: dimension 1 must be a non-negative integer, got -1 (shape [2, -1])'],
    [[0.5, 2], 'zeros: dimension 0 must be a non-negative integer, got 0.5 (shape [0.5, 2])'],
    [['2', 2], "zeros: dimension 0 must be a non-negative integer, got '2' (shape ['2', 2])"],
    [[2, undefined], 'zeros: dimension 1 must be a non-negative integer, got undefined (shape [2, undefined])'],
    [new Array(1), 'zeros: dimension 0 must be a non-negative integer, got undefined (shape [undefined])'],
    [[2 ** 53], 'zeros: dimension 0 must be a non-negative integer, got 9007199254740992 (shape [9007199254740992])'],
    [[2 ** 30, 2 ** 30], 'zeros: 1152921504606847000 elements are too many (shape [1073741824, 1073741824])'],
    [[[2]], 'zeros: dimension 0 must be a non-negative integer, got [2] (shape [[2]])'],
    [4, 'zeros: shape must be a list of integers, got 4'],
    [undefined, 'zeros: shape must be a list of integers, got undefined'],
    ['[2, 3]', "zeros: shape must be a list of integers, got '[2, 3]'"],
  ])('refuses %j', (shape, sentence) => {
    expect(() => assertShape('zeros', shape as number[])).toThrow(new ShapeError(sentence));
  });

  test('names the operand', () => {
    expect(() => assertShape('conv2d', [1, -1], 'input')).toThrow(
      new ShapeError('conv2d: dimension 1 must be a non-negative integer, got -1 (input [1, -1])'),
    );
  });
});

describe('normalizeAxis', () => {
  test('counts negative axes from the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(), (rank, seed) => {
        const shape = new Array<number>(rank).fill(2);
        const axis = seed % rank;
        expect(normalizeAxis('sum', axis, rank, shape)).toBe(axis);
        expect(normalizeAxis('sum', axis - rank, rank, shape)).toBe(axis);
      }),
    );
  });

  test('makes no -0', () => {
    expect(normalizeAxis('sum', -0, 2, [2, 3])).toBe(0);
  });

  test.each([2, -3, 0.5, NaN, Infinity, '1', undefined, null, [1]])('refuses %o', (axis) => {
    expect(() => normalizeAxis('sum', axis as number, 2, [2, 3])).toThrow(ShapeError);
    expect(() => normalizeAxis('sum', axis as number, 2, [2, 3])).toThrow(
      /^sum: axis .* is not an integer from -2 to 1 \(input \[2, 3\]\)$/,
    );
  });

  test('knows that a number has no axes', () => {
    expect(() => normalizeAxis('sum', 0, 0, [])).toThrow('there is no axis 0, the input has no dimensions (input [])');
  });
});
