import type { Gemm } from '@gemmule/core';
import { floats, type CpuBuffer } from '../../cpu-buffer.ts';
import { batchOffset, batchSize } from './batch.ts';
import { multiplyPanels, sharedPanels, tileColumns, tileRows } from './micro-kernel.ts';
import { packPanels } from './pack.ts';

// Block sizes, measured. A panel of A and one of B (3 x blockK doubles, 14 KB each) share the first-level cache, a block of
// B (0.6 MB) stays in the second, and a block of A is read once for each block of B. All are a little more than a round
// number, so that a product of 512 is not cut off by a sliver.
export const blockM = 516;
export const blockN = 129;
export const blockK = 600;

const tile = new Float64Array(tileRows * tileColumns);

/**
 * Matrix product by blocks, after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008), and
 * BLIS: copy a block of A and a block of B into panels, then multiply every panel of A by every panel of B, a register
 * tile of C each. Strides are dealt with while packing, so a transposed operand costs nothing more.
 */
export function blockedGemm(op: Gemm<CpuBuffer>): void {
  const { m, n, k, batch, a, b, c } = op;
  const dataA = floats(a.buffer);
  const dataB = floats(b.buffer);
  const dataC = floats(c.buffer);
  const panels = sharedPanels();
  const panelsB = roundUp(Math.min(m, blockM), tileRows) * Math.min(k, blockK);

  // A weight is the same for every image: the batch dimensions that A does not walk go inside, below the packing of A.
  const outer = batch.map((length, axis) => (a.batchStrides[axis] === 0 ? 1 : length));
  const inner = batch.map((length, axis) => (a.batchStrides[axis] === 0 ? length : 1));
  const innerSize = batchSize(inner);

  for (let outerIndex = 0; outerIndex < batchSize(outer); outerIndex++) {
    const fromA = a.offset + batchOffset(outerIndex, outer, a.batchStrides);
    const outerB = b.offset + batchOffset(outerIndex, outer, b.batchStrides);
    const outerC = c.offset + batchOffset(outerIndex, outer, c.batchStrides);
    for (let p = 0; p < k; p += blockK) {
      const steps = Math.min(blockK, k - p);
      const beta = p === 0 ? op.beta : 1;
      for (let i = 0; i < m; i += blockM) {
        const rows = Math.min(blockM, m - i);
        const blockA = fromA + i * a.rowStride + p * a.columnStride;
        packPanels(dataA, blockA, a.rowStride, a.columnStride, rows, steps, panels, 0);
        for (let innerIndex = 0; innerIndex < innerSize; innerIndex++) {
          const fromB = outerB + batchOffset(innerIndex, inner, b.batchStrides) + p * b.rowStride;
          const fromC = outerC + batchOffset(innerIndex, inner, c.batchStrides) + i * c.rowStride;
          for (let j = 0; j < n; j += blockN) {
            const columns = Math.min(blockN, n - j);
            const blockB = fromB + j * b.columnStride;
            packPanels(dataB, blockB, b.columnStride, b.rowStride, columns, steps, panels, panelsB);
            multiplyBlocks(rows, columns, steps, op.alpha, panelsB, beta, dataC, fromC + j, c.rowStride);
          }
        }
      }
    }
  }
}

/** `C = alpha A B + beta C` for packed blocks of A, at the beginning of the shared panels, and B, at `panelsB`. */
function multiplyBlocks(
  rows: number,
  columns: number,
  steps: number,
  alpha: number,
  panelsB: number,
  beta: number,
  c: Float32Array,
  from: number,
  rowStride: number,
): void {
  for (let i = 0; i < rows; i += tileRows) {
    const height = Math.min(tileRows, rows - i);
    for (let j = 0; j < columns; j += tileColumns) {
      const width = Math.min(tileColumns, columns - j);
      multiplyPanels(steps, i * steps, panelsB + j * steps, tile, 0);
      storeTile(height, width, alpha, beta, c, from + i * rowStride + j, rowStride);
    }
  }
}

/** `C = alpha tile + beta C` for the part of the tile that lies inside C. */
function storeTile(
  height: number,
  width: number,
  alpha: number,
  beta: number,
  c: Float32Array,
  from: number,
  rowStride: number,
): void {
  for (let i = 0; i < height; i++) {
    let read = i * tileColumns;
    let write = from + i * rowStride;
    const end = (write + width) | 0;
    while (write < end) {
      // C may hold NaN where beta is 0, so it is not read then.
      c[write] = beta === 0 ? alpha * tile[read]! : alpha * tile[read]! + beta * c[write]!;
      read = (read + 1) | 0;
      write = (write + 1) | 0;
    }
  }
}

function roundUp(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}
