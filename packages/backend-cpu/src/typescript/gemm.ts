import type { Gemm } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { batchOffset, batchSize } from './gemm/batch.ts';
import { blockedGemm } from './gemm/blocked.ts';
import { thinGemm, thinLimit } from './gemm/thin.ts';

export function gemm(op: Gemm<CpuBuffer>): void {
  if (op.k === 0) scale(op);
  else if (Math.min(op.m, op.n) <= thinLimit) thinGemm(op);
  else blockedGemm(op);
}

/** `C = beta C`: all that is left of a product over no elements. */
function scale({ m, n, beta, batch, c }: Gemm<CpuBuffer>): void {
  const data = floats(c.buffer);
  for (let index = 0; index < batchSize(batch); index++) {
    const from = c.offset + batchOffset(index, batch, c.batchStrides);
    for (let i = 0; i < m; i++) {
      const row = from + i * c.rowStride;
      for (let j = row; j < row + n; j++) data[j] = beta === 0 ? 0 : beta * data[j]!;
    }
  }
}
