import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type FoldOptions, foldRule } from './fold.ts';
import { unfoldRule } from './unfold.ts';

test('[N, C * KH * KW, places] to [N, C, H, W]', () => {
  expect(foldRule('fold', [2, 27, 36], { outputSize: 8, kernel: 3 })).toEqual({
    shape: [2, 3, 8, 8],
    batch: 2,
    channels: 3,
    geometry: [
      { input: 8, output: 6, kernel: 3, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 },
      { input: 8, output: 6, kernel: 3, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 },
    ],
  });
});

test('takes what unfold gives, and has its geometry', () => {
  const axis = fc.record({
    input: fc.integer({ min: 1, max: 12 }),
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    pad: fc.tuple(fc.nat(2), fc.nat(2)),
  });
  fc.assert(
    fc.property(fc.array(axis, { minLength: 1, maxLength: 3 }), (axes) => {
      fc.pre(axes.every(({ input, kernel, dilation }) => dilation * (kernel - 1) < input));
      const options = {
        kernel: axes.map(({ kernel }) => kernel),
        stride: axes.map(({ stride }) => stride),
        dilation: axes.map(({ dilation }) => dilation),
        padding: axes.map(({ pad }) => pad),
      };
      const outputSize = axes.map(({ input }) => input);
      const image = [2, 3, ...outputSize];
      const unfolded = unfoldRule('unfold', image, options);
      const folded = foldRule('fold', unfolded.shape, { ...options, outputSize });
      expect(folded.shape).toEqual(image);
      expect(folded.geometry).toEqual(unfolded.geometry);
    }),
  );
});

describe('refuses what types would have stopped', () => {
  test.each<[unknown, string]>([
    [{ kernel: 3 }, 'outputSize must be a positive integer, got undefined'],
    [{ kernel: 3, outputSize: [] }, 'outputSize must be one number or a list of 2, got []'],
    [{ kernel: [3, 3], outputSize: [8] }, 'kernel must be one number or a list of 1, got [3, 3]'],
    [{ kernel: 3, outputSize: 0.5 }, 'outputSize must be a positive integer, got 0.5'],
    [{ kernel: null, outputSize: 8 }, 'kernel must be a positive integer, got null'],
  ])('%j', (options, sentence) => {
    expect(() => foldRule('fold', [2, 27, 36], options as FoldOptions)).toThrow(new ShapeError(`fold: ${sentence}`));
  });
});
