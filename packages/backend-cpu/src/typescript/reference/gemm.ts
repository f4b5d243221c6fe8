import type { Gemm } from '@gemmule/core';
import { floats, type CpuBuffer } from '../../cpu-buffer.ts';
import { batchOffset, batchSize } from '../gemm/batch.ts';
import { addProduct, type Sums, zeroSums } from './buffers.ts';

/** The definition of gemm, three loops and a double: what all of C's buffer holds afterwards. */
export function referenceGemm(op: Gemm<CpuBuffer>): Sums {
  const a = floats(op.a.buffer);
  const b = floats(op.b.buffer);
  const c = floats(op.c.buffer);
  const sums = zeroSums(c.length);
  sums.values.set(c);
  for (let matrix = 0; matrix < batchSize(op.batch); matrix++) {
    const aFrom = op.a.offset + batchOffset(matrix, op.batch, op.a.batchStrides);
    const bFrom = op.b.offset + batchOffset(matrix, op.batch, op.b.batchStrides);
    const cFrom = op.c.offset + batchOffset(matrix, op.batch, op.c.batchStrides);
    for (let i = 0; i < op.m; i++) {
      for (let j = 0; j < op.n; j++) {
        const at = cFrom + i * op.c.rowStride + j;
        sums.values[at] = 0;
        if (op.beta !== 0) addProduct(sums, at, op.beta * c[at]!);
        for (let p = 0; p < op.k; p++) {
          const left = a[aFrom + i * op.a.rowStride + p * op.a.columnStride]!;
          const right = b[bFrom + p * op.b.rowStride + j * op.b.columnStride]!;
          addProduct(sums, at, op.alpha * left * right);
        }
      }
    }
  }
  return sums;
}
