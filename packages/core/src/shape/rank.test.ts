import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { assertRank, axisLetters } from './rank.ts';

test('axisLetters', () => {
  expect(axisLetters(1)).toEqual(['W']);
  expect(axisLetters(2, 'K')).toEqual(['KH', 'KW']);
  expect(axisLetters(3)).toEqual(['D', 'H', 'W']);
});

test('assertRank', () => {
  expect(() => assertRank('conv1d', 'input', [2, 3, 4], ['N', 'C', 'W'])).not.toThrow();
  expect(() => assertRank('conv1d', 'input', [2, 3], ['N', 'C', 'W'])).toThrow(
    new ShapeError('conv1d: input must be [N, C, W], got 2 dimensions (input [2, 3])'),
  );
});
