import type { ConvDimensions, Gemm, Matrix } from '@gemmule/core';
import type { Device } from './device/device.ts';
import type { GpuBuffer } from './gpu-buffer.ts';
import { cells } from './kernels/volume.ts';

/*
 * How long work is cut into launches, each of `device.launchProducts` multiplications at most, or of one image or tile where
 * that is more.
 */

/** Calls `launch` for as many images at a time as one launch may take. */
export function forImages(device: Device, op: ConvDimensions, launch: (start: number, batch: number) => void): void {
  const images = imagesInLaunch(device, op);
  for (let start = 0; start < op.batch; start += images) launch(start, Math.min(images, op.batch - start));
}

export function imagesInLaunch({ launchProducts }: Device, op: ConvDimensions): number {
  return Math.min(op.batch, Math.max(1, Math.floor(launchProducts / productsOf(op))));
}

/** Multiplications for one image, taking each output position for a whole one. */
function productsOf({ inChannels, outChannels, groups, geometry }: ConvDimensions): number {
  return (inChannels * outChannels * cells(geometry, 'kernel') * cells(geometry, 'output')) / groups;
}

/** Rows of C that one launch computes, a whole number of tiles. */
export function rowsInLaunch(op: Gemm<GpuBuffer>, tile: number, { launchProducts }: Device): number {
  const tiles = Math.floor(launchProducts / (entriesOf(op) * op.n * op.k * tile));
  return Math.min(op.m, Math.max(1, tiles) * tile);
}

/** Number of products in the batch. */
export function entriesOf({ batch }: Pick<Gemm, 'batch'>): number {
  return batch.reduce((product, length) => product * length, 1);
}

/** The product of at most so many rows of A, from the row `start` on. */
export function rowsOf(op: Gemm<GpuBuffer>, start: number, rows: number): Gemm<GpuBuffer> {
  if (start === 0 && rows >= op.m) return op;
  const from = (matrix: Matrix<GpuBuffer>): Matrix<GpuBuffer> => ({
    ...matrix,
    offset: matrix.offset + start * matrix.rowStride,
  });
  return { ...op, m: Math.min(rows, op.m - start), a: from(op.a), c: from(op.c) };
}
