import { type ConvTranspose, isPointwise } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { col2im } from './col2im.ts';
import { convTransposeByColumns, multiplyByWeight } from './columns-transpose.ts';
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
  if (isPointwise(op.geometry)) return multiplyByWeight(op, op.y, op.yOffset, gemm);
  if (op.columns !== undefined) return convTransposeByColumns(op, op.columns, { gemm, col2im });
  // `skipsColumns` promised to do without them, but the numbers rule Winograd's method out: one image at a time.
  const { outChannels, geometry } = op;
  const columnsLength = outChannels * cells(geometry, 'kernel') * cells(geometry, 'output');
  const columns: CpuBuffer = { dtype: 'float32', length: columnsLength, data: new Float32Array(columnsLength) };
  for (let image = 0; image < op.batch; image++) {
    const xOffset = op.xOffset + image * op.inChannels * cells(geometry, 'output');
    const yOffset = op.yOffset + image * outChannels * cells(geometry, 'input');
    convTransposeByColumns({ ...op, xOffset, yOffset, batch: 1 }, columns, { gemm, col2im });
  }
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
