import type { Conv } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { conv } from './conv.ts';
import {
  addProduct,
  errorOf,
  floatBuffer,
  nanBuffer,
  randomFloats,
  type Sums,
  valuesOf,
  zeroSums,
} from './reference/buffers.ts';
import { type ConvShape, convSizes, visitConv } from './reference/conv.ts';
import {
  depthwiseGeometries,
  mostChannels,
  mostChannelsByTwo,
  widestRow,
  widestRowByTwo,
  winogradShapes,
} from './reference/conv-shapes.ts';
import { axis } from './reference/geometry.ts';
import { scratchGrowths } from './scratch.ts';
import { unary } from './unary.ts';
import { cells } from './volume.ts';
import { fitConv } from './winograd/fits.ts';

function operands(shape: ConvShape, withBias = false): Conv<CpuBuffer> {
  const sizes = convSizes(shape);
  return {
    ...shape,
    x: floatBuffer(randomFloats(sizes.x, 1)),
    weight: floatBuffer(randomFloats(sizes.weight, 2)),
    bias: withBias ? floatBuffer(randomFloats(shape.outChannels, 3)) : undefined,
    activation: undefined,
    y: nanBuffer(sizes.y),
  };
}

function reference(op: Conv<CpuBuffer>): Sums {
  const sums = zeroSums(op.y.length);
  const [x, weight] = [op.x.data!, op.weight.data!];
  visitConv(op, (i, k, o) => addProduct(sums, o, x[i]! * weight[k]!));
  const positions = cells(op.geometry, 'output');
  const bias = op.bias?.data;
  if (bias) sums.values.forEach((_, i) => addProduct(sums, i, bias[Math.floor(i / positions) % op.outChannels]!));
  return sums;
}

function checkConv(shape: ConvShape, withBias = false): void {
  const op = operands(shape, withBias);
  expect(conv(op)).toBe(true);
  expect(errorOf(op.y, reference(op))).toBeLessThan(2);
}

const same = { padBefore: 1, padAfter: 1 };

test('an activation gives what its function makes of the convolution', () => {
  const shape: ConvShape = {
    batch: 2,
    inChannels: 4,
    outChannels: 4,
    groups: 1,
    geometry: [axis(8, 3, same), axis(9, 3)],
  };
  for (const groups of [1, 4]) {
    for (const withBias of [false, true]) {
      const [op, fused] = [operands({ ...shape, groups }, withBias), operands({ ...shape, groups }, withBias)];
      // Depthwise, which takes what is not finite.
      if (groups === 4) for (const { x } of [op, fused]) x.data!.set([Number.NaN, Infinity], 3);
      expect(conv(op)).toBe(true);
      expect(conv({ ...fused, activation: 'relu' })).toBe(true);
      unary({ function: 'relu', x: op.y, y: op.y, length: op.y.length, alpha: 0, beta: 0 });
      expect(valuesOf(fused.y)).toEqual(valuesOf(op.y));
      expect(valuesOf(fused.y)).toContain(0);
    }
  }
});

test.each(winogradShapes)('conv by Winograd: %s', (_, shape) => {
  checkConv(shape);
  checkConv(shape, true);
});

describe.each([1, 2])('conv by Winograd, stride %s', (stride) => {
  test('whole numbers give exact results', () => {
    const geometry = [axis(10 * stride, 3, { stride }), axis(11 * stride, 3, { stride })];
    const shape: ConvShape = { batch: 1, inChannels: 3, outChannels: 2, groups: 1, geometry };
    const op = operands(shape);
    for (const buffer of [op.x, op.weight]) buffer.data!.forEach((value, i, data) => (data[i] = Math.round(value * 9)));
    expect(conv(op)).toBe(true);
    expect(valuesOf(op.y)).toEqual([...reference(op).values]);
  });

  const [height, width] = [14 * stride, 13 * stride];
  const background: ConvShape = {
    batch: 2,
    inChannels: 4,
    outChannels: 6,
    groups: 2,
    geometry: [axis(height, 3, { ...same, stride }), axis(width, 3, { ...same, stride })],
  };

  /** Scales all but a corner of each plane. */
  function scaleBackground(op: Conv<CpuBuffer>, factor: number): void {
    op.x.data!.forEach((value, i, x) => {
      const [row, column] = [Math.floor((i % (height * width)) / width), i % width];
      if (row >= 6 * stride || column >= 7 * stride) x[i] = value * factor;
    });
  }

  test('what sees only zeros is exactly its bias', () => {
    for (const withBias of [false, true]) {
      const op = operands(background, withBias);
      scaleBackground(op, 0);
      const expected = reference(op);
      expect(conv(op)).toBe(true);
      expect(errorOf(op.y, expected)).toBeLessThan(2);
    }
  });

  test('declines numbers of too different a size, and is accurate up to there', () => {
    const op = operands(background);
    scaleBackground(op, 2 ** -18);
    const expected = reference(op);
    expect(conv(op)).toBe(true);
    expect(errorOf(op.y, expected)).toBeLessThan(2);
    scaleBackground(op, 2 ** -6);
    expect(conv(op)).toBe(false);
  });

  test.each([2 ** 100, 2 ** -60])('numbers of the size of %s', (size) => {
    const op = operands(background);
    op.x.data!.forEach((value, i, x) => (x[i] = value * size));
    expect(conv(op)).toBe(true);
    expect(errorOf(op.y, reference(op))).toBeLessThan(2);
  });

  test('declines what is not finite, which would spread over its tile', () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const op = operands(background);
      op.x.data![100] = value;
      expect(conv(op)).toBe(false);
      const other = operands(background);
      other.weight.data![100] = value;
      expect(conv(other)).toBe(false);
    }
  });
});

describe('conv by Winograd', () => {
  test.each([
    [1, widestRow, mostChannels],
    [2, widestRowByTwo, mostChannelsByTwo],
  ])('declines what the shared panels have no room for, stride %s', (stride, widest, most) => {
    const [height, width] = widest.geometry;
    const input = width!.input + 4 * stride;
    expect(fitConv(widest.geometry, 1, 2, 2)).toBeDefined();
    expect(fitConv([height!, { ...width!, input, output: width!.output + 4 }], 1, 2, 2)).toBeUndefined();
    expect(fitConv(most.geometry, 1, most.inChannels, 2)).toBeDefined();
    expect(fitConv(most.geometry, 1, most.inChannels + 1, 2)).toBeUndefined();
  });

  test('allocates nothing in the steady state', () => {
    const ops = winogradShapes.map(([, shape]) => operands(shape));
    ops.forEach(conv);
    const before = scratchGrowths();
    ops.forEach(conv);
    expect(scratchGrowths()).toBe(before);
  });

  const declined: ConvShape = {
    batch: 1,
    inChannels: 4,
    outChannels: 4,
    groups: 1,
    geometry: [axis(9, 3, same), axis(9, 3, same)],
  };
  test.each([
    ['an output that sees only padding', { geometry: [axis(9, 3, { padBefore: 3 }), axis(9, 3)] }],
    ['an output that sees only padding at the end', { geometry: [axis(9, 3, { padAfter: 3 }), axis(9, 3)] }],
    ['a stride of 3', { geometry: [axis(27, 3, { stride: 3 }), axis(27, 3, { stride: 3 })] }],
    ['different strides', { geometry: [axis(18, 3, { stride: 2 }), axis(9, 3)] }],
    ['a dilation', { geometry: [axis(9, 3), axis(9, 3, { dilation: 2 })] }],
    ['another kernel', { geometry: [axis(9, 3), axis(9, 2)] }],
    ['another rank', { geometry: [axis(9, 3)] }],
    ['tiles that are mostly empty', { geometry: [axis(3, 3), axis(5, 3)] }],
    ['panels that are mostly empty', { geometry: [axis(5, 3), axis(5, 3)] }],
    ['an empty batch', { batch: 0 }],
  ])('declines %s', (_, change) => {
    const op = operands({ ...declined, ...change });
    expect(conv(op)).toBe(false);
    expect(valuesOf(op.y).every(Number.isNaN)).toBe(true);
  });
});

describe('conv, depthwise', () => {
  test.each(depthwiseGeometries)('%s', (_, geometry) => {
    checkConv({ batch: 2, inChannels: 3, outChannels: 3, groups: 3, geometry });
    checkConv({ batch: 1, inChannels: 2, outChannels: 6, groups: 2, geometry }, true);
    checkConv({ batch: 2, inChannels: 1, outChannels: 5, groups: 1, geometry });
  });

  test('NaN reaches what sees it and nothing else', () => {
    const op = operands({ batch: 1, inChannels: 2, outChannels: 2, groups: 2, geometry: [axis(5, 3), axis(5, 3)] });
    op.x.data![0] = Number.NaN;
    conv(op);
    expect(valuesOf(op.y).filter(Number.isNaN).length).toBe(1);
    expect(op.y.data![0]).toBeNaN();
  });

  test('an empty batch does nothing', () => {
    const op = operands({ batch: 0, inChannels: 2, outChannels: 2, groups: 2, geometry: [axis(5, 3), axis(5, 3)] });
    expect(conv(op)).toBe(true);
  });
});
