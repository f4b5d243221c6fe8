import type { ConvolutionKernels, ConvTranspose, Gemm } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { cells } from './volume.ts';

/** Transposed convolution: columns = weight' x, then col2im, by an engine's own two kernels. */
export function convTransposeByColumns(
  op: ConvTranspose<CpuBuffer>,
  columns: CpuBuffer,
  { gemm, col2im }: Pick<ConvolutionKernels<CpuBuffer>, 'gemm' | 'col2im'>,
): void {
  const { y, yOffset, batch, outChannels, geometry } = op;
  multiplyByWeight(op, columns, 0, gemm);
  col2im({ images: y, imagesOffset: yOffset, columns, columnsOffset: 0, batch, channels: outChannels, geometry });
}

/** `columns [batch, groups, outChannels / groups * K, P] = weight' x`, an image and a group at a time. */
export function multiplyByWeight(
  op: ConvTranspose<CpuBuffer>,
  columns: CpuBuffer,
  offset: number,
  gemm: (op: Gemm<CpuBuffer>) => void,
): void {
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
