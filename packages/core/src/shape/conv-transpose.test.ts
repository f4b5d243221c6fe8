import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type ConvTransposeOptions, convTransposeRule } from './conv-transpose.ts';
import { convRule } from './conv.ts';

test('DCGAN: twice the size', () => {
  expect(convTransposeRule('convTranspose2d', [8, 512, 4, 4], [512, 256, 4, 4], { stride: 2, padding: 1 })).toEqual({
    shape: [8, 256, 8, 8],
    batch: 8,
    inChannels: 512,
    outChannels: 256,
    groups: 1,
    // Of the convolution that goes the other way: from 8 to 4.
    geometry: [
      { input: 8, output: 4, kernel: 4, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 },
      { input: 8, output: 4, kernel: 4, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 },
    ],
  });
});

test('output padding, dilation, groups', () => {
  const options = { stride: 2, padding: 1, outputPadding: [1, 0], groups: 2 };
  expect(convTransposeRule('convTranspose2d', [1, 4, 7, 7], [4, 3, 3, 3], options).shape).toEqual([1, 6, 14, 13]);
  expect(convTransposeRule('convTranspose2d', [1, 4, 7, 7], [4, 3, 3, 3], { dilation: 3 }).shape).toEqual([
    1, 3, 13, 13,
  ]);
  // PyTorch's rule: smaller than the stride or than the dilation.
  expect(
    convTransposeRule('convTranspose2d', [1, 4, 7, 7], [4, 3, 3, 3], { dilation: 3, outputPadding: 2 }).shape,
  ).toEqual([1, 3, 15, 15]);
});

test("padding 'same' multiplies the size by the stride", () => {
  for (const [kernel, stride] of [
    [3, 2],
    [4, 2],
    [1, 3],
    [5, 1],
  ] as const) {
    const options = { stride, padding: 'same' } as const;
    const rule = convTransposeRule('convTranspose2d', [1, 4, 5, 6], [4, 3, kernel, kernel], options);
    expect(rule.shape).toEqual([1, 3, 5 * stride, 6 * stride]);
    expect(rule.geometry).toEqual(convRule('conv2d', rule.shape, [4, 3, kernel, kernel], options).geometry);
  }
});

test('one and three axes', () => {
  expect(convTransposeRule('convTranspose1d', [2, 3, 10], [3, 4, 5], { stride: 3 }, 1).shape).toEqual([2, 4, 32]);
  expect(convTransposeRule('convTranspose3d', [2, 3, 2, 3, 4], [3, 4, 2, 2, 2], {}, 3).shape).toEqual([2, 4, 3, 4, 5]);
});

test('the convolution of its output, with the same options and weight, has its geometry and its input shape', () => {
  const axis = fc.record({
    input: fc.integer({ min: 1, max: 12 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    pad: fc.tuple(fc.nat(4), fc.nat(4)),
    extra: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(axis, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 3 }), (axes, groups) => {
      fc.pre(axes.every(({ extra, stride }) => extra < stride));
      const options = {
        stride: axes.map(({ stride }) => stride),
        dilation: axes.map(({ dilation }) => dilation),
        padding: axes.map(({ pad }) => pad),
        outputPadding: axes.map(({ extra }) => extra),
        groups,
      };
      const x = [2, 2 * groups, ...axes.map(({ input }) => input)];
      const weight = [2 * groups, 3, ...axes.map(({ kernel }) => kernel)];
      // Every cell that a tap reaches, and then the output padding.
      const outputs = axes.map(({ input, kernel, stride, dilation, pad: [before, after], extra }) => {
        const last = (input - 1) * stride + (kernel - 1) * dilation;
        return last + 1 + extra - before - after;
      });
      fc.pre(outputs.every((output) => output > 0));
      const rule = convTransposeRule('transpose', x, weight, options, axes.length);
      expect(rule.shape).toEqual([2, 3 * groups, ...outputs]);
      const back = convRule('conv', rule.shape, weight, options, axes.length);
      expect(back.geometry).toEqual(rule.geometry);
      expect(back.shape).toEqual(x);
    }),
  );
});

describe('refuses what types would have stopped', () => {
  test.each<[unknown, unknown, string]>([
    [[1, 4, 8.5, 8], {}, 'dimension 2 must be a non-negative integer, got 8.5 (input [1, 4, 8.5, 8])'],
    [[1, 4, 8, 8], { outputPadding: NaN }, 'outputPadding must be a non-negative integer, got NaN'],
    [[1, 4, 8, 8], { outputPadding: [1] }, 'outputPadding must be one number or a list of 2, got [1]'],
    [[1, 4, 8, 8], { stride: 0 }, 'stride must be a positive integer, got 0'],
    [[1, 4, 8, 8], { groups: '2' }, "groups must be a positive integer, got '2'"],
  ])('%j %j', (x, options, sentence) => {
    const run = () =>
      convTransposeRule('convTranspose2d', x as number[], [4, 2, 3, 3], options as ConvTransposeOptions);
    expect(run).toThrow(new ShapeError(`convTranspose2d: ${sentence}`));
  });
});
