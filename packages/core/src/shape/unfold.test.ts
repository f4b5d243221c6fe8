import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { unfoldRule } from './unfold.ts';

test('[N, C, H, W] to [N, C * KH * KW, places]', () => {
  expect(unfoldRule('unfold', [2, 3, 8, 9], { kernel: [3, 2], padding: 1, stride: 2 })).toEqual({
    shape: [2, 18, 4 * 5],
    batch: 2,
    channels: 3,
    geometry: [
      { input: 8, output: 4, kernel: 3, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 },
      { input: 9, output: 5, kernel: 2, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 },
    ],
  });
});

test('one and three axes', () => {
  expect(unfoldRule('unfold', [2, 3, 8], { kernel: 3 }).shape).toEqual([2, 9, 6]);
  expect(unfoldRule('unfold', [2, 3, 4, 5, 6], { kernel: 2 }).shape).toEqual([2, 24, 3 * 4 * 5]);
});

test('refuses a kernel that is none', () => {
  expect(() => unfoldRule('unfold', [2, 3, 8, 8], { kernel: NaN })).toThrow(
    new ShapeError('unfold: kernel must be a positive integer, got NaN'),
  );
});
