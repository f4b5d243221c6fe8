import type { Conv } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { depthwiseConv } from './depthwise/conv.ts';
import { winogradConv } from './winograd/conv.ts';
import { unary } from './unary.ts';
import { cells } from './volume.ts';
import { fitConv } from './winograd/fits.ts';

/** Convolutions that have a faster way than im2col and gemm: depthwise ones, and 3x3 ones with stride 1 or 2. */
export function conv(op: Conv<CpuBuffer>): boolean {
  if (!convolve(op)) return false;
  const { activation, batch, outChannels, geometry, y } = op;
  if (activation !== undefined) {
    const length = batch * outChannels * cells(geometry, 'output');
    unary({ function: activation, x: y, y, length, alpha: 0, beta: 0 });
  }
  return true;
}

/** Without the activation. */
function convolve(op: Conv<CpuBuffer>): boolean {
  const { batch, inChannels, outChannels, groups, geometry } = op;
  if (inChannels === groups) {
    depthwiseConv(op);
    return true;
  }
  const inputs = inChannels / groups;
  const outputs = outChannels / groups;
  const fit = fitConv(geometry, batch, inputs, outputs);
  if (fit === undefined) return false;
  return winogradConv({
    ...fit,
    x: floats(op.x),
    xFrom: 0,
    y: floats(op.y),
    yFrom: 0,
    weight: floats(op.weight),
    weightFrom: 0,
    groupStride: outputs * inputs * 9,
    outputStride: inputs * 9,
    inputStride: 9,
    tapStride: 1,
    bias: op.bias === undefined ? undefined : floats(op.bias),
    batch,
    groups,
    inputs,
    outputs,
  });
}
