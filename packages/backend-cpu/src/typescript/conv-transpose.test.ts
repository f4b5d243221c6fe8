import type { ConvTranspose } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { convTranspose } from './conv-transpose.ts';
import { addProduct, errorOf, floatBuffer, nanBuffer, randomFloats, valuesOf, zeroSums } from './reference/buffers.ts';
import { type ConvShape, convSizes, visitConv } from './reference/conv.ts';
import { depthwiseGeometries, winogradShapes } from './reference/conv-shapes.ts';
import { axis } from './reference/geometry.ts';
import { cells } from './volume.ts';
import { fitConvTranspose } from './winograd/fits.ts';

const same = { padBefore: 1, padAfter: 1 };
const xOffset = 3;
const yOffset = 2;

/** The transposed convolution of `shape`, which names the convolution: what that calls y is read, its x is written. */
function operands(shape: ConvShape, withColumns: boolean): ConvTranspose<CpuBuffer> {
  const sizes = convSizes(shape);
  const taps = cells(shape.geometry, 'kernel') * cells(shape.geometry, 'output');
  return {
    ...shape,
    inChannels: shape.outChannels,
    outChannels: shape.inChannels,
    x: floatBuffer(randomFloats(xOffset + sizes.y, 1)),
    xOffset,
    weight: floatBuffer(randomFloats(sizes.weight, 2)),
    y: nanBuffer(yOffset + sizes.x + 1),
    yOffset,
    columns: withColumns ? nanBuffer(shape.batch * shape.inChannels * taps) : undefined,
  };
}

function checkTranspose(shape: ConvShape, withColumns = true, change?: (op: ConvTranspose<CpuBuffer>) => void): void {
  const op = operands(shape, withColumns);
  change?.(op);
  const sums = zeroSums(op.y.length);
  sums.values.fill(Number.NaN, 0, yOffset).fill(Number.NaN, op.y.length - 1);
  const [x, weight] = [op.x.data!, op.weight.data!];
  visitConv(shape, (i, k, o) => addProduct(sums, yOffset + i, x[xOffset + o]! * weight[k]!));
  convTranspose(op);
  // The columns are rounded before they are added up.
  expect(errorOf(op.y, sums)).toBeLessThan(3);
}

describe('convTranspose', () => {
  test.each(winogradShapes)('by Winograd: %s', (_, shape) => {
    const { geometry, batch, groups, inChannels, outChannels } = shape;
    expect(fitConvTranspose(geometry, batch, outChannels / groups, inChannels / groups)).toBeDefined();
    checkTranspose(shape, false);
  });

  test.each([1, 2])('by Winograd, whole numbers give exact results, stride %s', (stride) => {
    const geometry = [axis(16 * stride, 3, { ...same, stride }), axis(15 * stride, 3, { ...same, stride })];
    const shape = { batch: 2, inChannels: 3, outChannels: 4, groups: 1, geometry };
    const op = operands(shape, false);
    for (const { data } of [op.x, op.weight]) data!.forEach((value, i) => (data![i] = Math.round(value * 9)));
    const sums = zeroSums(op.y.length);
    visitConv(shape, (i, k, o) => addProduct(sums, yOffset + i, op.x.data![xOffset + o]! * op.weight.data![k]!));
    convTranspose(op);
    expect(valuesOf(op.y).slice(yOffset, -1)).toEqual([...sums.values].slice(yOffset, -1));
  });

  test.each([1, 2])('what sees only zeros is exactly 0, stride %s', (stride) => {
    const geometry = [axis(16 * stride, 3, { ...same, stride }), axis(15 * stride, 3, { ...same, stride })];
    const shape = { batch: 2, inChannels: 4, outChannels: 6, groups: 2, geometry };
    checkTranspose(shape, false, (op) => {
      op.x.data!.forEach((_, i, x) => {
        const [row, column] = [Math.floor(((i - xOffset) % (16 * 15)) / 15), (i - xOffset) % 15];
        if (row > 6 || column > 7 || (row === 2 && column === 3)) x[i] = 0;
      });
    });
  });

  test.each([1, 2])('numbers of too different a size go by columns, stride %s', (stride) => {
    const geometry = [axis(16 * stride, 3, { ...same, stride }), axis(15 * stride, 3, { ...same, stride })];
    const shape = { batch: 2, inChannels: 4, outChannels: 6, groups: 2, geometry };
    checkTranspose(shape, false, (op) => {
      op.x.data!.forEach((value, i, x) => (x[i] = i % 15 > 7 ? value * 2 ** -30 : value));
    });
  });

  test.each(depthwiseGeometries)('depthwise: %s', (_, geometry) => {
    checkTranspose({ batch: 2, inChannels: 3, outChannels: 3, groups: 3, geometry }, false);
  });

  test.each(depthwiseGeometries)('by columns: %s', (_, geometry) => {
    checkTranspose({ batch: 2, inChannels: 2, outChannels: 6, groups: 2, geometry });
    checkTranspose({
      batch: 1,
      inChannels: 3,
      outChannels: 7,
      groups: 1,
      geometry: geometry.map((a) => ({ ...a, padAfter: 0 })),
    });
  });

  test('a pointwise one needs no columns', () => {
    const geometry = [axis(4, 1), axis(5, 1)];
    checkTranspose({ batch: 2, inChannels: 3, outChannels: 5, groups: 1, geometry }, false);
    checkTranspose({ batch: 2, inChannels: 6, outChannels: 4, groups: 2, geometry }, false);
  });

  test('a pointwise window with cells at the end that nothing reaches', () => {
    const geometry = [axis(6, 1, { output: 4 }), axis(5, 1)];
    checkTranspose({ batch: 2, inChannels: 3, outChannels: 5, groups: 1, geometry });
  });

  test.each([true, false])('infinities stay where they belong, with columns: %s', (withColumns) => {
    const geometry = [axis(9, 3, same), axis(9, 3, same)];
    const shape = { batch: 2, inChannels: 4, outChannels: 4, groups: 2, geometry };
    const op = operands(shape, withColumns);
    const finite = operands(shape, withColumns);
    op.x.data![xOffset] = Infinity;
    convTranspose(op);
    convTranspose(finite);
    const touched = valuesOf(op.y).filter((value, i) => Math.abs(value - finite.y.data![i]!) > 1e-6);
    expect(touched.length).toBe(2 * 4);
    expect(touched.some(Number.isFinite)).toBe(false);
  });
});
