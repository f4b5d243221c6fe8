import type { Backend, ConvDimensions, ConvWeightGradient } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { convTranspose as portableConvTranspose } from '../kernels/conv-transpose.ts';
import { forImages } from '../launches.ts';
import { copy } from '../kernels/copy.ts';
import { reduce } from '../kernels/reduce.ts';
import { cells } from '../kernels/volume.ts';
import { dense } from '../task.ts';
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
      const [size, xSize] = [
        op.outChannels * cells(op.geometry, 'input'),
        op.inChannels * cells(op.geometry, 'output'),
      ];
      forImages(host.device, op, (start, batch) => {
        const xOffset = op.xOffset + start * xSize;
        const part = (y: GpuBuffer): Shader => convTransposeShader({ ...op, batch, xOffset, y });
        writeDense(host, op.y, op.yOffset + start * size, batch * size, part);
      });
    },
    overrides: {
      conv(op) {
        if (isEmpty(op)) return false;
        const [size, xSize] = [
          op.outChannels * cells(op.geometry, 'output'),
          op.inChannels * cells(op.geometry, 'input'),
        ];
        forImages(host.device, op, (start, batch) => {
          const part = (y: GpuBuffer): Shader => convShader({ ...op, batch, y }, start * xSize);
          writeDense(host, op.y, start * size, batch * size, part);
        });
        return true;
      },
      convWeightGradient(op) {
        if (isEmpty(op)) return false;
        forImages(host.device, op, (start, batch) => addImages(host, { ...op, batch }, start));
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

/** The share of some images in the gradient, from the image `start` on; it is added to that of those before. */
function addImages(host: ShaderHost, op: ConvWeightGradient<GpuBuffer>, start: number): void {
  const { perform, performShader, withScratch, device } = host;
  const length = op.outChannels * (op.inChannels / op.groups) * cells(op.geometry, 'kernel');
  const slices = slicesFor(op, device.maxFloats);
  const shaderTo = (dWeight: GpuBuffer): Shader => convWeightGradientShader({ ...op, dWeight }, slices, start);
  if (slices === 1 && start === 0) return writeDense(host, op.dWeight, 0, length, shaderTo);
  withScratch(slices * length, (scratch) => {
    performShader(shaderTo(scratch));
    const addUp = (y: GpuBuffer): void =>
      perform(reduce({ function: 'sum', x: scratch, y, outer: 1, size: slices, inner: length }));
    if (start === 0) return addUp(op.dWeight);
    withScratch(length, (share) => {
      addUp(share);
      const region = dense({ i: length });
      perform({ output: op.dWeight, region, inputs: { share }, readsOld: true, body: 'return old[at] + share[i];' });
    });
  });
}
