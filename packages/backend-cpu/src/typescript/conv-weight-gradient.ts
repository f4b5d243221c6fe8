import type { ConvWeightGradient } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { depthwiseConvWeightGradient } from './depthwise/conv-weight-gradient.ts';
import { cells } from './volume.ts';
import { winogradWeightGradient } from './winograd/conv-weight-gradient.ts';
import { allFinite, fitConv } from './winograd/fits.ts';

/** Gradients by the weight of the convolutions that have a faster way: depthwise ones, and 3x3 ones with stride 1 or 2. */
export function convWeightGradient(op: ConvWeightGradient<CpuBuffer>): boolean {
  const { batch, inChannels, outChannels, groups, geometry } = op;
  if (inChannels === groups && outChannels === groups) {
    depthwiseConvWeightGradient(op);
    return true;
  }
  const inputs = inChannels / groups;
  const outputs = outChannels / groups;
  const fit = fitConv(geometry, batch, inputs, outputs);
  if (fit === undefined) return false;
  const x = floats(op.x);
  const dy = floats(op.dy);
  if (!allFinite(x, 0, batch * inChannels * cells(geometry, 'input'))) return false;
  if (!allFinite(dy, 0, batch * outChannels * cells(geometry, 'output'))) return false;
  winogradWeightGradient({
    ...fit,
    x,
    dy,
    dWeight: floats(op.dWeight),
    batch,
    groups,
    inputs,
    outputs,
  });
  return true;
}
