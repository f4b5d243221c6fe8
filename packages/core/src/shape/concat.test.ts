import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { concatRule } from './concat.ts';

test('adds up along the axis', () => {
  expect(
    concatRule(
      [
        [8, 3, 4],
        [8, 5, 4],
        [8, 0, 4],
      ],
      1,
    ),
  ).toEqual({ shape: [8, 8, 4], axis: 1 });
  expect(
    concatRule(
      [
        [8, 3],
        [8, 5],
      ],
      -1,
    ),
  ).toEqual({ shape: [8, 8], axis: 1 });
  expect(concatRule([[8, 3]], 0)).toEqual({ shape: [8, 3], axis: 0 });
});

describe('refuses what types would have stopped', () => {
  test.each<[unknown, unknown, string]>([
    [
      [
        [2, 3],
        [2, NaN],
      ],
      1,
      'dimension 1 must be a non-negative integer, got NaN (shape [2, NaN])',
    ],
    [[[2, 3]], '0', "axis '0' is not an integer from -2 to 1 (input [2, 3])"],
    ['nothing', 0, "operands must be a list, got 'nothing'"],
    [[[2, 3], undefined], 0, 'shape must be a list of integers, got undefined'],
  ])('%j along %j', (shapes, axis, sentence) => {
    expect(() => concatRule(shapes as number[][], axis as number)).toThrow(new ShapeError(`concat: ${sentence}`));
  });
});
