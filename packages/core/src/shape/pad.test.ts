import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type Pads, padRule } from './pad.ts';

test('adds before and after', () => {
  expect(
    padRule(
      [2, 3],
      [
        [1, 2],
        [0, 4],
      ],
    ),
  ).toEqual([5, 7]);
  expect(padRule([], [])).toEqual([]);
});

describe('refuses what types would have stopped', () => {
  test.each<[unknown, string]>([
    [1, 'pads must be a list of pairs, got 1'],
    [[1], 'dimension 0 needs two non-negative integers, got 1 (input [2])'],
    [[[1]], 'dimension 0 needs two non-negative integers, got [1] (input [2])'],
    [[[1, 0.5]], 'dimension 0 needs two non-negative integers, got [1, 0.5] (input [2])'],
    [[['1', 1]], "dimension 0 needs two non-negative integers, got ['1', 1] (input [2])"],
    [new Array(1), 'dimension 0 needs two non-negative integers, got undefined (input [2])'],
  ])('%j', (pads, sentence) => {
    expect(() => padRule([2], pads as Pads)).toThrow(new ShapeError(`pad: ${sentence}`));
  });
});

test('refuses a mode that there is not', () => {
  expect(() => padRule([2], [[1, 1]], 'edge' as 'reflect')).toThrow(
    new ShapeError("pad: mode must be 'constant', 'reflect', 'replicate' or 'circular', got 'edge'"),
  );
});
