import type { ConvTranspose, Gemm, Im2col } from '@gemmule/core';
import type { MineBuffer } from './storage.ts';
import { addresses } from './strides.ts';
import { linksOf, volume } from './window.ts';

/** Lays out what each tap sees at each position, so that a convolution becomes a product of two matrices. */
export function im2col(op: Im2col<MineBuffer>): void {
  const { batch, channels, geometry } = op;
  const [images, columns] = [op.images.data, op.columns.data];
  const links = linksOf(geometry);
  const [area, taps, positions] = [volume(geometry, 'input'), volume(geometry, 'kernel'), volume(geometry, 'output')];
  // What looks at the border is 0. The destination holds anything, so the zeros have to be written.
  columns.fill(0, op.columnsOffset, op.columnsOffset + batch * channels * taps * positions);
  for (let plane = 0; plane < batch * channels; plane += 1) {
    const imageAt = op.imagesOffset + plane * area;
    const columnsAt = op.columnsOffset + plane * taps * positions;
    for (const { output, tap, cell } of links) columns[columnsAt + tap * positions + output] = images[imageAt + cell];
  }
}

/** The way back. Windows overlap, so a cell that was read many times is the sum of many entries. */
export function col2im(op: Im2col<MineBuffer>): void {
  const { batch, channels, geometry } = op;
  const [images, columns] = [op.images.data, op.columns.data];
  const links = linksOf(geometry);
  const [area, taps, positions] = [volume(geometry, 'input'), volume(geometry, 'kernel'), volume(geometry, 'output')];
  for (let plane = 0; plane < batch * channels; plane += 1) {
    const columnsAt = op.columnsOffset + plane * taps * positions;
    const sums = new Float64Array(area);
    for (const { output, tap, cell } of links) sums[cell] += columns[columnsAt + tap * positions + output];
    images.set(sums, op.imagesOffset + plane * area);
  }
}

/** A product of matrices, or a batch of them. Transposes, groups and shared weights are strides. */
export function gemm({ m, n, k, alpha, beta, batch, a, b, c }: Gemm<MineBuffer>): void {
  const [left, right, result] = [a.buffer.data, b.buffer.data, c.buffer.data];
  const [leftAt, rightAt, resultAt] = [a, b, c].map((one) => addresses(batch, one.batchStrides, one.offset));
  for (let entry = 0; entry < resultAt.length; entry += 1) {
    for (let row = 0; row < m; row += 1) {
      for (let column = 0; column < n; column += 1) {
        const rowAt = leftAt[entry] + row * a.rowStride;
        const columnAt = rightAt[entry] + column * b.columnStride;
        let sum = 0;
        for (let i = 0; i < k; i += 1) sum += left[rowAt + i * a.columnStride] * right[columnAt + i * b.rowStride];
        const at = resultAt[entry] + row * c.rowStride + column * c.columnStride;
        // Not `beta * result[at]` in every case: there may be a NaN, and 0 times NaN is NaN.
        result[at] = alpha * sum + (beta === 0 ? 0 : beta * result[at]);
      }
    }
  }
}

/** Every number of x stamps its weights onto y, at the cells that the convolution would have read to make that number. */
export function convTranspose(op: ConvTranspose<MineBuffer>): void {
  const { batch, inChannels, outChannels, groups, geometry } = op;
  const [x, weight, y] = [op.x.data, op.weight.data, op.y.data];
  const links = linksOf(geometry);
  const [area, taps, positions] = [volume(geometry, 'input'), volume(geometry, 'kernel'), volume(geometry, 'output')];
  const [inGroup, outGroup] = [inChannels / groups, outChannels / groups];
  for (let image = 0; image < batch; image += 1) {
    const sums = new Float64Array(outChannels * area);
    for (let from = 0; from < inChannels; from += 1) {
      const group = Math.floor(from / inGroup);
      const xAt = op.xOffset + (image * inChannels + from) * positions;
      for (let to = 0; to < outGroup; to += 1) {
        const weightAt = (from * outGroup + to) * taps;
        const sumsAt = (group * outGroup + to) * area;
        for (const { output, tap, cell } of links) sums[sumsAt + cell] += x[xAt + output] * weight[weightAt + tap];
      }
    }
    y.set(sums, op.yOffset + image * outChannels * area);
  }
}
