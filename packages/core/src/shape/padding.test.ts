import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type Padding, padsPerAxis } from './padding.ts';

test.each<[Padding, number, unknown]>([
  [
    1,
    2,
    [
      [1, 1],
      [1, 1],
    ],
  ],
  [
    [1, 2],
    2,
    [
      [1, 1],
      [2, 2],
    ],
  ],
  [
    [
      [1, 2],
      [0, 3],
    ],
    2,
    [
      [1, 2],
      [0, 3],
    ],
  ],
  [[[1, 2]], 1, [[1, 2]]],
  [[1], 1, [[1, 1]]],
  [
    'valid',
    3,
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  ],
  ['same', 2, 'same'],
  ['causal', 1, 'causal'],
])('%j on %d axes', (padding, axes, pads) => {
  expect(padsPerAxis('conv2d', padding, axes)).toEqual(pads);
});

const malformed =
  "conv2d: padding must be 'same', 'valid', a number, or a list of 2 numbers or [before, after] pairs, got ";

test.each([
  [-1, 'conv2d: padding must be a non-negative integer, got -1'],
  [0.5, 'conv2d: padding must be a non-negative integer, got 0.5'],
  [NaN, 'conv2d: padding must be a non-negative integer, got NaN'],
  [[1, -1], 'conv2d: padding must be non-negative integers, got [1, -1]'],
  [
    [
      [0, 0],
      [0, 0.5],
    ],
    'conv2d: padding must be non-negative integers, got [[0, 0], [0, 0.5]]',
  ],
  [['1', 1], "conv2d: padding must be non-negative integers, got ['1', 1]"],
  [new Array(2), 'conv2d: padding must be non-negative integers, got [undefined, undefined]'],
  [[1], `${malformed}[1]`],
  [[1, 2, 3], `${malformed}[1, 2, 3]`],
  [[1, [2, 3]], `${malformed}[1, [2, 3]]`],
  [[[1, 2], 3], `${malformed}[[1, 2], 3]`],
  [[[1, 2], [3]], `${malformed}[[1, 2], [3]]`],
  [
    [
      [1, 2],
      [3, 4, 5],
    ],
    `${malformed}[[1, 2], [3, 4, 5]]`,
  ],
  ['SAME', `${malformed}'SAME'`],
  ['causal', `${malformed}'causal'`],
  ['1', `${malformed}'1'`],
  [null, `${malformed}null`],
  [{}, `${malformed}an object`],
])('refuses %j', (padding, sentence) => {
  expect(() => padsPerAxis('conv2d', padding as Padding, 2)).toThrow(new ShapeError(sentence));
});

test("of one axis it may be 'causal'", () => {
  expect(() => padsPerAxis('conv1d', 'full' as Padding, 1)).toThrow(
    new ShapeError(
      "conv1d: padding must be 'same', 'valid', 'causal', a number, or a list of one number or [before, after] pair, got 'full'",
    ),
  );
});
