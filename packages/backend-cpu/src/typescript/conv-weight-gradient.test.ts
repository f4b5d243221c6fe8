import type { ConvWeightGradient } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { convWeightGradient } from './conv-weight-gradient.ts';
import { addProduct, errorOf, floatBuffer, nanBuffer, randomFloats, valuesOf, zeroSums } from './reference/buffers.ts';
import { type ConvShape, convSizes, visitConv } from './reference/conv.ts';
import { depthwiseGeometries, winogradShapes } from './reference/conv-shapes.ts';
import { axis } from './reference/geometry.ts';

function operands(shape: ConvShape): ConvWeightGradient<CpuBuffer> {
  const sizes = convSizes(shape);
  return {
    ...shape,
    x: floatBuffer(randomFloats(sizes.x, 1)),
    dy: floatBuffer(randomFloats(sizes.y, 2)),
    dWeight: nanBuffer(sizes.weight),
  };
}

function checkGradient(shape: ConvShape, roundings: number): void {
  const op = operands(shape);
  const sums = zeroSums(op.dWeight.length);
  const [x, dy] = [op.x.data!, op.dy.data!];
  visitConv(op, (i, k, o) => addProduct(sums, k, x[i]! * dy[o]!));
  expect(convWeightGradient(op)).toBe(true);
  expect(errorOf(op.dWeight, sums)).toBeLessThan(roundings);
}

describe('convWeightGradient', () => {
  // One rounding for each pass over the tiles.
  test.each(winogradShapes)('by Winograd: %s', (_, shape) => checkGradient(shape, 3));

  test('by Winograd, in several passes', () => {
    const same = { padBefore: 1, padAfter: 1 };
    const geometry = [axis(100, 3, same), axis(101, 3, same)];
    checkGradient({ batch: 1, inChannels: 100, outChannels: 2, groups: 1, geometry }, 3);
  });

  test.each(depthwiseGeometries)('depthwise: %s', (_, geometry) => {
    checkGradient({ batch: 2, inChannels: 3, outChannels: 3, groups: 3, geometry }, 2);
  });

  test('depthwise, an empty batch gives 0', () => {
    const geometry = [axis(5, 3), axis(5, 3)];
    const op = operands({ batch: 0, inChannels: 2, outChannels: 2, groups: 2, geometry });
    expect(convWeightGradient(op)).toBe(true);
    expect(valuesOf(op.dWeight)).toEqual(new Array(18).fill(0));
  });

  test.each([1, 2])('by Winograd, whole numbers give exact results, stride %s', (stride) => {
    const geometry = [axis(10 * stride, 3, { stride }), axis(11 * stride, 3, { stride })];
    const op = operands({ batch: 2, inChannels: 3, outChannels: 4, groups: 1, geometry });
    for (const { data } of [op.x, op.dy]) data!.forEach((value, i) => (data![i] = Math.round(value * 9)));
    const sums = zeroSums(op.dWeight.length);
    visitConv(op, (i, k, o) => addProduct(sums, k, op.x.data![i]! * op.dy.data![o]!));
    expect(convWeightGradient(op)).toBe(true);
    expect(valuesOf(op.dWeight)).toEqual([...sums.values]);
  });

  test('declines what is not finite, several outputs for a channel, and other kernels', () => {
    const shape = { batch: 1, inChannels: 2, outChannels: 4, groups: 1, geometry: [axis(9, 3), axis(9, 3)] };
    const infinite = operands(shape);
    infinite.dy.data![7] = Infinity;
    expect(convWeightGradient(infinite)).toBe(false);
    expect(convWeightGradient(operands({ ...shape, groups: 2 }))).toBe(false);
    expect(convWeightGradient(operands({ ...shape, geometry: [axis(9, 3), axis(9, 4)] }))).toBe(false);
  });
});
