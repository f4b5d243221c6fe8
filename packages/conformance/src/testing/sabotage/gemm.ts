import type { Gemm } from '@gemmule/core';
import type { NaiveBuffer } from '../naive/walk.ts';
import { halfPrecision, revised, sabotage, type Sabotage } from './sabotage.ts';

type Op = Gemm<NaiveBuffer>;

/** The same product over the indices of k from `from` to `to`. */
function part(op: Op, from: number, to: number): Op {
  return {
    ...op,
    k: to - from,
    a: { ...op.a, offset: op.a.offset + from * op.a.columnStride },
    b: { ...op.b, offset: op.b.offset + from * op.b.rowStride },
  };
}

export const gemmSabotages: readonly Sabotage[] = [
  sabotage(
    'gemm reads C at beta = 0',
    (intact) => ({
      gemm: (op) =>
        revised(
          op.c.buffer,
          () => intact.gemm(op),
          (now, before) => (Number.isNaN(before) ? before : now),
        ),
    }),
    'gemm: beta = 0 never reads C, which holds NaN',
    'matmul: two matrices',
  ),
  sabotage(
    'gemm takes every beta for 1',
    (intact) => ({ gemm: (op) => intact.gemm({ ...op, beta: op.beta === 0 ? 0 : 1 }) }),
    'gemm: beta = 1 adds to C, other values scale it',
  ),
  sabotage(
    'gemm ignores the batch strides of A',
    (intact) => ({ gemm: (op) => intact.gemm({ ...op, a: { ...op.a, batchStrides: op.batch.map(() => 0) } }) }),
    'gemm: a batch walks by its strides',
    'matmul: batches that broadcast',
    'conv2d: groups',
  ),
  sabotage(
    'gemm takes a batch stride of 0 for a dense one',
    (intact) => ({
      gemm: (op) => {
        const { a } = op;
        const last = a.batchStrides.length - 1;
        const batchStrides = a.batchStrides.map((stride, i) => (i === last && stride === 0 ? op.m * op.k : stride));
        intact.gemm({ ...op, a: { ...a, batchStrides } });
      },
    }),
    'gemm: a batch stride of 0 repeats the matrix',
  ),
  sabotage(
    'gemm ignores alpha on the last k % 4 steps',
    (intact) => ({
      gemm: (op) => {
        const whole = op.k - (op.k % 4);
        intact.gemm(part(op, 0, whole));
        intact.gemm({ ...part(op, whole, op.k), alpha: 1, beta: 1 });
      },
    }),
    'gemm: alpha scales the product, also where it is 0',
    'gemm: any sizes, strides, batches and scales',
  ),
  sabotage(
    'gemm drops the last k % 8 steps',
    (intact) => ({ gemm: (op) => intact.gemm(part(op, 0, op.k - (op.k % 8))) }),
    'gemm: plain products of every tail size',
    'linear: a batch of vectors',
  ),
  sabotage(
    'gemm leaves C alone at k = 0',
    (intact) => ({ gemm: (op) => (op.k === 0 ? undefined : intact.gemm(op)) }),
    'gemm: k = 0 gives beta C, or zeros',
    'matmul: no inner dimension, no rows, no batch',
  ),
  sabotage(
    'gemm takes the lines of C for dense',
    (intact) => ({ gemm: (op) => intact.gemm({ ...op, c: { ...op.c, rowStride: op.n } }) }),
    'gemm: offsets, and lines longer than the matrix',
  ),
  sabotage(
    'gemm ignores the offset of B',
    (intact) => ({ gemm: (op) => intact.gemm({ ...op, b: { ...op.b, offset: 0 } }) }),
    'gemm: offsets, and lines longer than the matrix',
  ),
  sabotage(
    'gemm takes a transposed A for a plain one',
    (intact) => ({ gemm: (op) => intact.gemm({ ...op, a: { ...op.a, rowStride: op.k, columnStride: 1 } }) }),
    'gemm: transposes are strides',
    'matmul: transposed operands',
  ),
  sabotage(
    'gemm has the precision of float16',
    (intact) => ({ gemm: (op) => revised(op.c.buffer, () => intact.gemm(op), halfPrecision) }),
    'gemm: plain products of every tail size',
    'gemm: a product larger than one cache block',
    'conv2d: plain windows',
    'linear: a batch of vectors',
  ),
  sabotage(
    'gemm is off by 1e-3 of the largest element',
    (intact) => ({
      gemm: (op) => {
        intact.gemm(op);
        const { data } = op.c.buffer;
        const largest = Math.max(0, ...Array.from(data, Math.abs).filter(Number.isFinite));
        data[op.c.offset]! += 1e-3 * largest;
      },
    }),
    'gemm: plain products of every tail size',
    'conv2d: stride',
  ),
  sabotage(
    'gemm is off by 1e-5 relative',
    (intact) => ({
      gemm: (op) =>
        revised(
          op.c.buffer,
          () => intact.gemm(op),
          (now) => now * (1 + 1e-5),
        ),
    }),
    'gemm: matrix times vector, vector times matrix, inner and outer product',
    'conv2d: pointwise windows',
    'linear: a batch of vectors',
  ),
];
