import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { flattenRule, reshapeRule } from './reshape.ts';

test.each([
  [
    [2, 3],
    [3, 2],
    [3, 2],
  ],
  [[2, 3], [-1], [6]],
  [
    [2, 3],
    [3, -1, 1],
    [3, 2, 1],
  ],
  [[], [1, 1], [1, 1]],
  [[1, 1], [], []],
  [
    [0, 3],
    [3, 0],
    [3, 0],
  ],
  [
    [0, 3],
    [3, -1],
    [3, 0],
  ],
])('%j to %j', (x, target, shape) => {
  expect(reshapeRule(x, target)).toEqual(shape);
});

test('a -1 finds any one length again', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), fc.nat(), (x, seed) => {
      const blank = seed % x.length;
      expect(reshapeRule(x.toReversed(), x.with(blank, -1))).toEqual(x);
    }),
  );
});

describe('refuses what types would have stopped', () => {
  test.each<[unknown, string]>([
    [6, 'shape must be a list of integers, got 6'],
    [['6'], "dimension 0 must be a non-negative integer or -1, got '6' (to ['6'])"],
    [[6, NaN], 'dimension 1 must be a non-negative integer or -1, got NaN (to [6, NaN])'],
    [new Array(1), 'dimension 0 must be a non-negative integer or -1, got undefined (to [undefined])'],
  ])('%j', (target, sentence) => {
    expect(() => reshapeRule([2, 3], target as number[])).toThrow(new ShapeError(`reshape: ${sentence}`));
  });
});

test('flatten', () => {
  expect(flattenRule([8, 32, 7, 7])).toEqual([8, 1568]);
  expect(flattenRule([8, 32, 7, 7], 0)).toEqual([12544]);
  expect(flattenRule([8, 32, 7, 7], -2)).toEqual([8, 32, 49]);
  expect(flattenRule([8, 32], 1)).toEqual([8, 32]);
  expect(() => flattenRule([8, 32], '1' as unknown as number)).toThrow(
    new ShapeError("flatten: axis '1' is not an integer from -2 to 1 (input [8, 32])"),
  );
});
