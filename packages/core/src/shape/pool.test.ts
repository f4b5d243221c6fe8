import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type PoolOptions, poolRule } from './pool.ts';

test('ResNet: 3x3 by 2, padding 1', () => {
  expect(poolRule('maxPool2d', [8, 64, 112, 112], { kernel: 3, stride: 2, padding: 1 })).toEqual({
    shape: [8, 64, 56, 56],
    planes: 512,
    geometry: [
      { input: 112, output: 56, kernel: 3, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 },
      { input: 112, output: 56, kernel: 3, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 },
    ],
  });
});

test('the default stride is the kernel', () => {
  expect(poolRule('maxPool2d', [1, 3, 7, 9], { kernel: [2, 3] }).shape).toEqual([1, 3, 3, 3]);
});

test('ceil mode, as PyTorch has it', () => {
  expect(poolRule('maxPool2d', [1, 1, 7, 8], { kernel: 2, ceilMode: true }).shape).toEqual([1, 1, 4, 4]);
  // The last window would start in the padding after the input.
  const options = { kernel: 2, stride: 2, padding: 1, ceilMode: true };
  expect(poolRule('maxPool2d', [1, 1, 3, 4], options).shape).toEqual([1, 1, 2, 3]);
});

test("padding 'same' is the same in ceil mode", () => {
  for (const ceilMode of [false, true]) {
    const options = { kernel: 3, stride: 2, padding: 'same', ceilMode } as const;
    expect(poolRule('maxPool2d', [1, 1, 7, 8], options).shape).toEqual([1, 1, 4, 4]);
  }
});

test('one and three axes; a batch of nothing', () => {
  expect(poolRule('maxPool1d', [2, 3, 10], { kernel: 2 }, 1).shape).toEqual([2, 3, 5]);
  expect(poolRule('maxPool3d', [0, 3, 4, 6, 8], { kernel: 2 }, 3)).toMatchObject({ shape: [0, 3, 2, 3, 4], planes: 0 });
});

test('every window spans some cell of the input', () => {
  const axis = fc.record({
    input: fc.integer({ min: 1, max: 20 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    pad: fc.tuple(fc.nat(5), fc.nat(5)),
  });
  fc.assert(
    fc.property(axis, fc.boolean(), ({ input, kernel, stride, dilation, pad }, ceilMode) => {
      const extent = (kernel - 1) * dilation + 1;
      fc.pre(Math.max(...pad) < extent && extent <= input + pad[0] + pad[1]);
      const options = { kernel, stride, dilation, padding: [pad], ceilMode };
      const output = poolRule('maxPool1d', [1, 1, input], options, 1).shape[2]!;
      expect(output).toBeGreaterThan(0);
      for (let window = 0; window < output; window++) {
        const first = window * stride - pad[0];
        const last = first + (kernel - 1) * dilation;
        expect(first).toBeLessThan(input);
        expect(last).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

describe('refuses what types would have stopped', () => {
  test.each<[unknown, string]>([
    [{}, 'kernel must be a positive integer, got undefined'],
    [{ kernel: '2' }, "kernel must be a positive integer, got '2'"],
    [{ kernel: [2, 2, 2] }, 'kernel must be one number or a list of 2, got [2, 2, 2]'],
    [{ kernel: 2, stride: 0 }, 'stride must be a positive integer, got 0'],
    [{ kernel: 2, ceilMode: 'yes' }, "ceilMode must be true or false, got 'yes'"],
    [{ kernel: 2, padding: 0.5 }, 'padding must be a non-negative integer, got 0.5'],
  ])('%j', (options, sentence) => {
    expect(() => poolRule('maxPool2d', [1, 3, 8, 8], options as PoolOptions)).toThrow(
      new ShapeError(`maxPool2d: ${sentence}`),
    );
  });
});
