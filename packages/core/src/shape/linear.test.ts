import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { linearRule } from './linear.ts';

test('any dimensions in front', () => {
  expect(linearRule([8, 5, 4], [10, 4])).toEqual({ shape: [8, 5, 10], rows: 40, inFeatures: 4, outFeatures: 10 });
  expect(linearRule([4], [10, 4])).toEqual({ shape: [10], rows: 1, inFeatures: 4, outFeatures: 10 });
  expect(linearRule([0, 4], [10, 4])).toEqual({ shape: [0, 10], rows: 0, inFeatures: 4, outFeatures: 10 });
});

test('refuses what types would have stopped', () => {
  expect(() => linearRule([8, 4], [10, NaN])).toThrow(
    new ShapeError('linear: dimension 1 must be a non-negative integer, got NaN (weight [10, NaN])'),
  );
});
