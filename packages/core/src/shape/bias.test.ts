import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { biasRule } from './bias.ts';

test('one element per output channel', () => {
  expect(() => biasRule('conv2d', [64], 64)).not.toThrow();
  expect(() => biasRule('conv2d', [], 64)).toThrow(new ShapeError('conv2d: bias must have shape [64], got []'));
  expect(() => biasRule('conv2d', [NaN], 64)).toThrow(
    new ShapeError('conv2d: dimension 0 must be a non-negative integer, got NaN (bias [NaN])'),
  );
});
