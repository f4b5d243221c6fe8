import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type ConvOptions, convRule } from './conv.ts';

test('ResNet-50: the first layer', () => {
  expect(convRule('conv2d', [8, 3, 224, 224], [64, 3, 7, 7], { stride: 2, padding: 3 })).toEqual({
    shape: [8, 64, 112, 112],
    batch: 8,
    inChannels: 3,
    outChannels: 64,
    groups: 1,
    geometry: [
      { input: 224, output: 112, kernel: 7, stride: 2, dilation: 1, padBefore: 3, padAfter: 3 },
      { input: 224, output: 112, kernel: 7, stride: 2, dilation: 1, padBefore: 3, padAfter: 3 },
    ],
  });
});

test('each axis has its own kernel, stride, padding and dilation', () => {
  const rule = convRule('conv2d', [1, 4, 9, 12], [6, 2, 3, 5], {
    stride: [2, 1],
    padding: [
      [0, 1],
      [2, 3],
    ],
    dilation: [3, 2],
    groups: 2,
  });
  expect(rule.shape).toEqual([1, 6, 2, 9]);
  expect(rule.geometry).toEqual([
    { input: 9, output: 2, kernel: 3, stride: 2, dilation: 3, padBefore: 0, padAfter: 1 },
    { input: 12, output: 9, kernel: 5, stride: 1, dilation: 2, padBefore: 2, padAfter: 3 },
  ]);
});

test("padding 'same' and 'valid'", () => {
  expect(convRule('conv2d', [1, 3, 7, 8], [8, 3, 4, 3], { padding: 'same', stride: 2 }).geometry).toEqual([
    { input: 7, output: 4, kernel: 4, stride: 2, dilation: 1, padBefore: 1, padAfter: 2 },
    { input: 8, output: 4, kernel: 3, stride: 2, dilation: 1, padBefore: 0, padAfter: 1 },
  ]);
  expect(convRule('conv2d', [1, 3, 7, 8], [8, 3, 4, 3], { padding: 'valid' }).shape).toEqual([1, 8, 4, 6]);
});

test('depthwise, and a batch of nothing', () => {
  expect(convRule('conv2d', [0, 32, 8, 8], [32, 1, 3, 3], { groups: 32 }).shape).toEqual([0, 32, 6, 6]);
});

test('one and three axes', () => {
  expect(convRule('conv1d', [2, 3, 10], [4, 3, 5], { padding: [[4, 0]] }, 1).shape).toEqual([2, 4, 10]);
  expect(convRule('conv3d', [2, 3, 8, 9, 10], [4, 3, 1, 2, 3], { stride: [1, 2, 3] }, 3).shape).toEqual([
    2, 4, 8, 4, 3,
  ]);
  expect(() => convRule('conv1d', [2, 3, 10, 10], [4, 3, 5], {}, 1)).toThrow(
    new ShapeError('conv1d: input must be [N, C, W], got 4 dimensions (input [2, 3, 10, 10])'),
  );
  expect(() => convRule('conv3d', [2, 3, 4, 9, 10], [4, 3, 5, 2, 3], {}, 3)).toThrow(
    new ShapeError(
      'conv3d: kernel depth 5 is larger than the padded input depth 4 (input [2, 3, 4, 9, 10], weight [4, 3, 5, 2, 3])',
    ),
  );
  expect(() => convRule('conv3d', [2, 3, 4, 9, 10], [4, 3, 5, 2], {}, 3)).toThrow(
    new ShapeError('conv3d: weight must be [O, I/groups, KD, KH, KW], got 4 dimensions (weight [4, 3, 5, 2])'),
  );
});

test('the output counts the places where every tap is inside the padded input', () => {
  const axis = fc.record({
    input: fc.integer({ min: 1, max: 20 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    pad: fc.tuple(fc.nat(4), fc.nat(4)),
  });
  fc.assert(
    fc.property(fc.array(axis, { minLength: 1, maxLength: 3 }), (axes) => {
      const places = axes.map(({ input, kernel, stride, dilation, pad: [before, after] }) => {
        let count = 0;
        for (let start = -before; start + (kernel - 1) * dilation < input + after; start += stride) count++;
        return count;
      });
      const run = () =>
        convRule(
          'conv',
          [2, 3, ...axes.map((axis) => axis.input)],
          [5, 3, ...axes.map((axis) => axis.kernel)],
          {
            stride: axes.map((axis) => axis.stride),
            dilation: axes.map((axis) => axis.dilation),
            padding: axes.map((axis) => axis.pad),
          },
          axes.length,
        ).shape;
      expect(attempt(run)).toEqual(places.includes(0) ? 'refused' : [2, 5, ...places]);
    }),
  );
});

describe('refuses what types would have stopped', () => {
  test.each<[string, unknown, unknown, unknown, string]>([
    [
      'NaN in the input',
      [1, NaN, 8, 8],
      [8, 3, 3, 3],
      {},
      'dimension 1 must be a non-negative integer, got NaN (input [1, NaN, 8, 8])',
    ],
    [
      'a negative weight',
      [1, 3, 8, 8],
      [8, 3, -3, 3],
      {},
      'dimension 2 must be a non-negative integer, got -3 (weight [8, 3, -3, 3])',
    ],
    ['no shape', undefined, [8, 3, 3, 3], {}, 'input must be a list of integers, got undefined'],
    ['a stride in text', [1, 3, 8, 8], [8, 3, 3, 3], { stride: '2' }, "stride must be a positive integer, got '2'"],
    [
      'three strides',
      [1, 3, 8, 8],
      [8, 3, 3, 3],
      { stride: [1, 1, 1] },
      'stride must be one number or a list of 2, got [1, 1, 1]',
    ],
    [
      'infinite dilation',
      [1, 3, 8, 8],
      [8, 3, 3, 3],
      { dilation: Infinity },
      'dilation must be a positive integer, got Infinity',
    ],
    ['negative padding', [1, 3, 8, 8], [8, 3, 3, 3], { padding: -1 }, 'padding must be a non-negative integer, got -1'],
    ['groups in a list', [1, 3, 8, 8], [8, 3, 3, 3], { groups: [1] }, 'groups must be a positive integer, got [1]'],
    ['half a group', [1, 3, 8, 8], [8, 3, 3, 3], { groups: 0.5 }, 'groups must be a positive integer, got 0.5'],
  ])('%s', (_, x, weight, options, sentence) => {
    expect(() => convRule('conv2d', x as number[], weight as number[], options as ConvOptions)).toThrow(
      new ShapeError(`conv2d: ${sentence}`),
    );
  });
});

/** What `run` returns, or 'refused' where it throws a ShapeError. */
function attempt<T>(run: () => T): T | 'refused' {
  try {
    return run();
  } catch (error) {
    if (error instanceof ShapeError) return 'refused';
    throw error;
  }
}
