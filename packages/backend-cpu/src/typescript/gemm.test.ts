import type { Gemm } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { blockK, blockM, blockN } from './gemm/blocked.ts';
import { tileColumns, tileRows } from './gemm/micro-kernel.ts';
import { thinLimit } from './gemm/thin.ts';
import { gemm } from './gemm.ts';
import { errorOf, floatBuffer, nanBuffer, randomFloats, valuesOf } from './reference/buffers.ts';
import { referenceGemm } from './reference/gemm.ts';
import { scratchGrowths } from './scratch.ts';

interface Options {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha?: number;
  readonly beta?: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** One product of random matrices; C is NaN where beta is 0. */
function product({ m, n, k, alpha = 1, beta = 0, transposeA = false, transposeB = false }: Options): Gemm<CpuBuffer> {
  const dense = { offset: 0, batchStrides: [] };
  return {
    m,
    n,
    k,
    alpha,
    beta,
    batch: [],
    a: { ...dense, buffer: floatBuffer(randomFloats(m * k, 2)), ...strides(m, k, transposeA) },
    b: { ...dense, buffer: floatBuffer(randomFloats(k * n, 3)), ...strides(k, n, transposeB) },
    c: {
      ...dense,
      buffer: beta === 0 ? nanBuffer(m * n) : floatBuffer(randomFloats(m * n, 4)),
      ...strides(m, n, false),
    },
  };
}

function strides(rows: number, columns: number, transposed: boolean): { rowStride: number; columnStride: number } {
  return transposed ? { rowStride: 1, columnStride: rows } : { rowStride: columns, columnStride: 1 };
}

/** Runs the kernel; its error in units of roundoff. */
function errorOfGemm(op: Gemm<CpuBuffer>): number {
  const expected = referenceGemm(op);
  gemm(op);
  return errorOf(op.c.buffer, expected);
}

/** One rounding to float32 for each block of k, and one for C itself. */
const fewRoundings = 4;

describe('gemm', () => {
  const small = [1, 2, 3, tileRows, thinLimit, thinLimit + 1, 2 * tileRows - 1, 2 * tileRows, 3 * tileColumns + 1];
  test.each(small)('every small size, m = %d', (m) => {
    for (const n of small) {
      for (const k of [1, 2, 5, 17]) {
        for (const transposeA of [false, true]) {
          for (const transposeB of [false, true]) {
            expect(errorOfGemm(product({ m, n, k, transposeA, transposeB })), `${m} ${n} ${k}`).toBeLessThan(
              fewRoundings,
            );
          }
        }
      }
    }
  });

  test.each([
    ['k', { m: 7, n: 8, k: blockK - 1 }],
    ['k', { m: 7, n: 8, k: blockK }],
    ['k', { m: 7, n: 8, k: blockK + 1, beta: 2 }],
    ['k', { m: 9, n: 7, k: 2 * blockK + 3, alpha: 0.5, transposeA: true, transposeB: true }],
    ['n', { m: 6, n: blockN - 1, k: 5 }],
    ['n', { m: 6, n: blockN + 1, k: 5, beta: 1 }],
    ['n', { m: 6, n: 3 * blockN + 2, k: 5, transposeB: true }],
    ['m', { m: blockM - 1, n: 7, k: 5 }],
    ['m', { m: blockM + 1, n: 7, k: 5, transposeA: true }],
    ['m', { m: 2 * blockM + 5, n: 7, k: 5, beta: -1 }],
    ['all', { m: blockM + 3, n: blockN + 4, k: blockK + 5, beta: 0.5 }],
    ['vectors of many blocks', { m: 1, n: 3001, k: 1203 }],
    ['vectors of many blocks', { m: 2, n: 3001, k: 9, transposeB: true, beta: 1 }],
    ['vectors of many blocks', { m: 2050, n: 3, k: 33, alpha: -2, beta: 3 }],
    ['vectors of many blocks', { m: 2050, n: 1, k: 33, transposeA: true }],
  ] satisfies [string, Options][])('at the edges of the blocks of %s: %j', (_, options) => {
    expect(errorOfGemm(product(options))).toBeLessThan(fewRoundings);
  });

  test.each([
    { m: 8, n: 9 },
    { m: 2, n: 9 },
    { m: 9, n: 1 },
  ])('alpha and beta, $m x $n', (size) => {
    for (const alpha of [0, 1, -0.75]) {
      for (const beta of [0, 1, 2.5]) {
        expect(errorOfGemm(product({ ...size, k: 11, alpha, beta }))).toBeLessThan(fewRoundings);
      }
    }
  });

  test('over no elements, C is scaled, and only read where beta asks', () => {
    const op = product({ m: 6, n: 7, k: 0, beta: 2 });
    expect(errorOfGemm(op)).toBe(0);
    const unread = product({ m: 6, n: 7, k: 0 });
    gemm(unread);
    expect(valuesOf(unread.c.buffer)).toEqual(new Array(42).fill(0));
  });

  test.each([
    { m: 0, n: 5, k: 3 },
    { m: 5, n: 0, k: 3 },
    { m: 0, n: 5, k: 0 },
  ])('no rows or columns: nothing happens ($m x $n x $k)', (size) => {
    const op = { ...product({ m: 6, n: 6, k: 3 }), ...size };
    gemm(op);
    expect(valuesOf(op.c.buffer)).toEqual(new Array(36).fill(Number.NaN));
  });

  test.each([
    { m: 6, n: 7 },
    { m: 2, n: 7 },
    { m: 7, n: 2 },
  ])('a batch of any rank, A or B repeated, C with gaps: $m x $n', ({ m, n }) => {
    const k = 5;
    const batch = [2, 3, 2];
    const cRow = n + 2;
    for (const repeatA of [
      [0, 0, 0],
      [1, 0, 1],
      [0, 1, 0],
      [1, 1, 1],
    ]) {
      for (const repeatB of [
        [0, 0, 0],
        [0, 1, 1],
        [1, 0, 0],
      ]) {
        const op: Gemm<CpuBuffer> = {
          m,
          n,
          k,
          alpha: 1,
          beta: 0,
          batch,
          a: {
            buffer: floatBuffer(randomFloats(12 * m * k + 3, 5)),
            offset: 3,
            rowStride: k,
            columnStride: 1,
            batchStrides: [6, 2, 1].map((stride, i) => stride * m * k * repeatA[i]!),
          },
          b: {
            buffer: floatBuffer(randomFloats(12 * k * n + 1, 6)),
            offset: 1,
            rowStride: 1,
            columnStride: k,
            batchStrides: [6, 2, 1].map((stride, i) => stride * k * n * repeatB[i]!),
          },
          c: {
            buffer: nanBuffer(4 + 12 * m * cRow),
            offset: 4,
            rowStride: cRow,
            columnStride: 1,
            batchStrides: [6 * m * cRow, 2 * m * cRow, m * cRow],
          },
        };
        expect(errorOfGemm(op)).toBeLessThan(fewRoundings);
      }
    }
  });

  test('strides with gaps and a repeated row', () => {
    const op = product({ m: 6, n: 9, k: 8 });
    const spread = floatBuffer(randomFloats(6 * 40, 7));
    expect(errorOfGemm({ ...op, a: { ...op.a, buffer: spread, rowStride: 40, columnStride: 3 } })).toBeLessThan(
      fewRoundings,
    );
    expect(errorOfGemm({ ...op, a: { ...op.a, rowStride: 0 } })).toBeLessThan(fewRoundings);
    expect(errorOfGemm({ ...op, b: { ...op.b, rowStride: 0, columnStride: 2 } })).toBeLessThan(fewRoundings);
  });

  test('NaN and infinities reach the rows and columns that they touch', () => {
    const op = product({ m: 8, n: 9, k: 10 });
    op.a.buffer.data![0] = Number.NaN;
    op.b.buffer.data![10 * 9 - 1] = Infinity;
    const expected = referenceGemm(op);
    gemm(op);
    expect(errorOf(op.c.buffer, expected)).toBeLessThan(fewRoundings);
    expect(valuesOf(op.c.buffer).filter(Number.isNaN).length).toBe(9);
  });

  test('nothing is allocated in the steady state', () => {
    const ops = [
      product({ m: 70, n: 90, k: 600 }),
      product({ m: 2, n: 2000, k: 30 }),
      product({ m: 20, n: 30, k: 40 }),
    ];
    ops.forEach(gemm);
    const before = scratchGrowths();
    ops.forEach(gemm);
    expect(scratchGrowths()).toBe(before);
  });
});
