import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { assertBoolean, assertPositive, nonNegativePerAxis, positivePerAxis } from './rule.ts';

describe('positivePerAxis', () => {
  test('one number stands for all axes', () => {
    expect(positivePerAxis('conv2d', 'stride', 2, 2)).toEqual([2, 2]);
    expect(positivePerAxis('conv3d', 'stride', 2, 3)).toEqual([2, 2, 2]);
    expect(positivePerAxis('conv2d', 'stride', [1, 2], 2)).toEqual([1, 2]);
  });

  test.each([
    [0, 'conv2d: stride must be a positive integer, got 0'],
    [-1, 'conv2d: stride must be a positive integer, got -1'],
    [1.5, 'conv2d: stride must be a positive integer, got 1.5'],
    [NaN, 'conv2d: stride must be a positive integer, got NaN'],
    [Infinity, 'conv2d: stride must be a positive integer, got Infinity'],
    ['2', "conv2d: stride must be a positive integer, got '2'"],
    [null, 'conv2d: stride must be a positive integer, got null'],
    [{}, 'conv2d: stride must be a positive integer, got an object'],
    [[2], 'conv2d: stride must be one number or a list of 2, got [2]'],
    [[1, 2, 3], 'conv2d: stride must be one number or a list of 2, got [1, 2, 3]'],
    [[1, 0], 'conv2d: stride must be positive integers, got [1, 0]'],
    [[1, NaN], 'conv2d: stride must be positive integers, got [1, NaN]'],
    [['1', 1], "conv2d: stride must be positive integers, got ['1', 1]"],
    [new Array(2), 'conv2d: stride must be positive integers, got [undefined, undefined]'],
  ])('refuses %j', (value, sentence) => {
    expect(() => positivePerAxis('conv2d', 'stride', value as number, 2)).toThrow(new ShapeError(sentence));
  });
});

test('nonNegativePerAxis takes 0', () => {
  expect(nonNegativePerAxis('convTranspose2d', 'outputPadding', 0, 2)).toEqual([0, 0]);
  expect(() => nonNegativePerAxis('convTranspose2d', 'outputPadding', [0, -1], 2)).toThrow(
    new ShapeError('convTranspose2d: outputPadding must be non-negative integers, got [0, -1]'),
  );
});

test('assertPositive and assertBoolean', () => {
  expect(() => assertPositive('conv2d', 'groups', 1)).not.toThrow();
  expect(() => assertPositive('conv2d', 'groups', [1] as unknown as number)).toThrow(
    'conv2d: groups must be a positive integer, got [1]',
  );
  expect(() => assertBoolean('sum', 'keepDims', false)).not.toThrow();
  expect(() => assertBoolean('sum', 'keepDims', 1 as unknown as boolean)).toThrow(
    'sum: keepDims must be true or false, got 1',
  );
});
