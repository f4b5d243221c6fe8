import { type ConvTranspose, isPointwise } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { col2im } from './col2im.ts';
import { depthwiseConvTranspose } from './depthwise/conv-transpose.ts';
import { gemm } from './gemm.ts';
import { cells } from './volume.ts';
import { winogradConv } from './winograd/conv.ts';
import { fitConvTranspose } from './winograd/fits.ts';

/** Transposed convolution: columns = weight' x, then col2im; or what is faster for the case at hand. */
export function convTranspose(op: ConvTranspose<CpuBuffer>): void {
  if (op.inChannels === op.groups && op.outChannels === op.groups) return depthwiseConvTranspose(op);
  if (winogradConvTranspose(op)) return;
  // The columns of a pointwise convolution are the image.
  if (isPointwise(op.geometry)) return multiplyByWeight(op, op.y, op.yOffset);
  if (op.columns !== undefined) return byColumns(op, op.columns);
  // `skipsColumns` promised to do without them, but the numbers rule Winograd's method out: one image at a time.
  const { outChannels, geometry } = op;
  const columnsLength = outChannels * cells(geometry, 'kernel') * cells(geometry, 'output');
  const columns: CpuBuffer = { dtype: 'float32', length: columnsLength, data: new Float32Array(columnsLength) };
  for (let image = 0; image < op.batch; image++) {
    const xOffset = op.xOffset + image * op.inChannels * cells(geometry, 'output');
    const yOffset = op.yOffset + image * outChannels * cells(geometry, 'input');
    byColumns({ ...op, xOffset, yOffset, batch: 1 }, columns);
  }
}

function byColumns(op: ConvTranspose<CpuBuffer>, columns: CpuBuffer): void {
  const { y, yOffset, batch, outChannels, geometry } = op;
  multiplyByWeight(op, columns, 0);
  col2im({ images: y, imagesOffset: yOffset, columns, columnsOffset: 0, batch, channels: outChannels, geometry });
}

/** `columns [batch, groups, outChannels / groups * K, P] = weight' x`, an image and a group at a time. */
function multiplyByWeight(op: ConvTranspose<CpuBuffer>, columns: CpuBuffer, offset: number): void {
  const { batch, groups, geometry } = op;
  const positions = cells(geometry, 'output');
  const inputs = op.inChannels / groups;
  const rows = (op.outChannels / groups) * cells(geometry, 'kernel');
  gemm({
    m: rows,
    n: positions,
    k: inputs,
    alpha: 1,
    beta: 0,
    batch: [batch, groups],
    a: { buffer: op.weight, offset: 0, rowStride: 1, columnStride: rows, batchStrides: [0, inputs * rows] },
    b: {
      buffer: op.x,
      offset: op.xOffset,
      rowStride: positions,
      columnStride: 1,
      batchStrides: [op.inChannels * positions, inputs * positions],
    },
    c: {
      buffer: columns,
      offset,
      rowStride: positions,
      columnStride: 1,
      batchStrides: [groups * rows * positions, rows * positions],
    },
  });
}

/** A filtering of x with the taps in reverse and the channels of the weight exchanged. */
function winogradConvTranspose(op: ConvTranspose<CpuBuffer>): boolean {
  const { batch, inChannels, outChannels, groups, geometry } = op;
  const inputs = inChannels / groups;
  const outputs = outChannels / groups;
  const fit = fitConvTranspose(geometry, batch, inputs, outputs);
  if (fit === undefined) return false;
  return winogradConv({
    ...fit,
    x: floats(op.x),
    xFrom: op.xOffset,
    y: floats(op.y),
    yFrom: op.yOffset,
    weight: floats(op.weight),
    weightFrom: 8,
    groupStride: inputs * outputs * 9,
    outputStride: 9,
    inputStride: outputs * 9,
    tapStride: -1,
    bias: undefined,
    batch,
    groups,
    inputs,
    outputs,
  });
}
