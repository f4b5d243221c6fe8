import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { normalizeAxes } from './axes.ts';

test('keeps the order given', () => {
  expect(normalizeAxes('permute', [-1, 0, 1], [2, 3, 4])).toEqual([2, 0, 1]);
  expect(normalizeAxes('sum', [], [2, 3, 4])).toEqual([]);
});

test.each([
  ['02', "sum: axes must be a list of integers, got '02'"],
  [null, 'sum: axes must be a list of integers, got null'],
  [new Array(1), 'sum: axis undefined is not an integer from -3 to 2 (input [2, 3, 4])'],
  [[0, NaN], 'sum: axis NaN is not an integer from -3 to 2 (input [2, 3, 4])'],
  [['0'], "sum: axis '0' is not an integer from -3 to 2 (input [2, 3, 4])"],
])('refuses %j', (axes, sentence) => {
  expect(() => normalizeAxes('sum', axes as number[], [2, 3, 4])).toThrow(new ShapeError(sentence));
});
