import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { sameRule } from './same.ts';

test('gives a copy of the common shape', () => {
  const shape = [2, 3];
  expect(sameRule('mse', shape, [2, 3])).toEqual([2, 3]);
  expect(sameRule('mse', shape, [2, 3])).not.toBe(shape);
  expect(sameRule('mse', [], [])).toEqual([]);
});

test('a 1 does not stretch, and NaN is no length', () => {
  expect(() => sameRule('mse', [2, 1], [2, 3])).toThrow(
    new ShapeError('mse: shapes [2, 1] and [2, 3] differ in dimension 1 (1 and 3)'),
  );
  expect(() => sameRule('mse', [2, NaN], [2, NaN])).toThrow(
    new ShapeError('mse: dimension 1 must be a non-negative integer, got NaN (shape [2, NaN])'),
  );
});
