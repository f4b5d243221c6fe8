import type { Backend, ConvDimensions, ConvWeightGradient } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { convTranspose as portableConvTranspose } from '../kernels/conv-transpose.ts';
import { copy } from '../kernels/copy.ts';
import { reduce } from '../kernels/reduce.ts';
import { cells } from '../kernels/volume.ts';
import { convTransposeShader } from './conv-transpose.ts';
import { convWeightGradientShader, slicesFor } from './conv-weight-gradient.ts';
import { convShader } from './conv.ts';
import type { Shader } from './shader.ts';
import type { ShaderHost } from './shader-host.ts';

/** The three faces of convolution; none of them takes memory for columns. */
export type ConvKernels = Required<Pick<Backend<GpuBuffer>, 'convTranspose' | 'overrides'>>;

export function convKernels(host: ShaderHost): ConvKernels {
  return {
    convTranspose(op) {
      if (isEmpty(op)) return host.perform(portableConvTranspose(op));
      const length = op.batch * op.outChannels * cells(op.geometry, 'input');
      writeDense(host, op.y, op.yOffset, length, (y) => convTransposeShader({ ...op, y }));
    },
    overrides: {
      conv(op) {
        if (isEmpty(op)) return false;
        const length = op.batch * op.outChannels * cells(op.geometry, 'output');
        writeDense(host, op.y, 0, length, (y) => convShader({ ...op, y }));
        return true;
      },
      convWeightGradient(op) {
        if (isEmpty(op)) return false;
        const length = op.outChannels * (op.inChannels / op.groups) * cells(op.geometry, 'kernel');
        const slices = slicesFor(op, host.maxFloats);
        if (slices > 1) addSlices(host, op, slices, length);
        else writeDense(host, op.dWeight, 0, length, (dWeight) => convWeightGradientShader({ ...op, dWeight }, 1));
        return true;
      },
    },
  };
}

/** Whether there is nothing to compute, or a sum over nothing. The kernels that core derives know what to do then. */
export function isEmpty({ batch, inChannels, outChannels, geometry }: Omit<ConvDimensions, 'groups'>): boolean {
  const sizes = [
    batch,
    inChannels,
    outChannels,
    ...geometry.flatMap(({ input, output, kernel }) => [input, output, kernel]),
  ];
  return sizes.includes(0);
}

/** Runs a shader that fills `length` elements of `output` from `offset` on; those around them stay. */
function writeDense(
  { perform, performShader, withScratch }: ShaderHost,
  output: GpuBuffer,
  offset: number,
  length: number,
  shaderTo: (output: GpuBuffer) => Shader,
): void {
  if (length === output.length) return performShader(shaderTo(output));
  withScratch(length, (scratch) => {
    performShader(shaderTo(scratch));
    perform(
      copy({ x: scratch, xOffset: 0, xStrides: [1], y: output, yOffset: offset, yStrides: [1], shape: [length] }),
    );
  });
}

function addSlices(
  { perform, performShader, withScratch }: ShaderHost,
  op: ConvWeightGradient<GpuBuffer>,
  slices: number,
  length: number,
): void {
  withScratch(slices * length, (scratch) => {
    performShader(convWeightGradientShader({ ...op, dWeight: scratch }, slices));
    perform(reduce({ function: 'sum', x: scratch, y: op.dWeight, outer: 1, size: slices, inner: length }));
  });
}
