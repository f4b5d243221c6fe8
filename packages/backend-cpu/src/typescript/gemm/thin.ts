import type { Gemm } from '@gemmule/core';
import { floats, type CpuBuffer } from '../../cpu-buffer.ts';
import { batchOffset, batchSize } from './batch.ts';
import { vectorProduct } from './matrix-vector.ts';

/** Up to this many rows or columns of C, a register tile would be mostly empty and packing would not pay. */
export const thinLimit = 5;

/** Matrix product with few rows or few columns, one of them at a time. */
export function thinGemm(op: Gemm<CpuBuffer>): void {
  const { m, n, k, alpha, beta, batch, a, b, c } = op;
  const dataA = floats(a.buffer);
  const dataB = floats(b.buffer);
  const dataC = floats(c.buffer);
  for (let index = 0; index < batchSize(batch); index++) {
    const fromA = a.offset + batchOffset(index, batch, a.batchStrides);
    const fromB = b.offset + batchOffset(index, batch, b.batchStrides);
    const fromC = c.offset + batchOffset(index, batch, c.batchStrides);
    if (m <= n) {
      for (let row = 0; row < m; row++) {
        vectorProduct({
          lanes: n,
          steps: k,
          alpha,
          beta,
          x: dataA,
          xFrom: fromA + row * a.rowStride,
          xStride: a.columnStride,
          matrix: dataB,
          matrixFrom: fromB,
          laneStride: b.columnStride,
          stepStride: b.rowStride,
          y: dataC,
          yFrom: fromC + row * c.rowStride,
          yStride: 1,
        });
      }
    } else {
      for (let column = 0; column < n; column++) {
        vectorProduct({
          lanes: m,
          steps: k,
          alpha,
          beta,
          x: dataB,
          xFrom: fromB + column * b.columnStride,
          xStride: b.rowStride,
          matrix: dataA,
          matrixFrom: fromA,
          laneStride: a.rowStride,
          stepStride: a.columnStride,
          y: dataC,
          yFrom: fromC + column,
          yStride: c.rowStride,
        });
      }
    }
  }
}
