import type { Gemm } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { batchOffset, batchSize } from '../typescript/gemm/batch.ts';
import { thinLimit } from '../typescript/gemm/thin.ts';
import { gemm as typescriptGemm } from '../typescript/gemm.ts';
import { address } from './address.ts';
import { chunkLength, partsOf, workPerElement } from './chunks.ts';
import type { WasmEngine } from './engine.ts';
import { createReserve } from './reserve.ts';
import { packedColumnsBytes, roundUp, slabSteps, tileColumns } from './tile.ts';

/** Rows of A packed at a time: at most 32 MiB of them. */
const maxPackedLength = 8 * 2 ** 20;
const columnsPerChunk = 512;
/** Threads share out rows rather than fewer columns: each chunk reads all of its rows. */
const fewestColumns = 64;
/** Whole panels, of either register tile. */
const packRowsPerChunk = 96;

export function createGemm(engine: WasmEngine): (op: Gemm<CpuBuffer>) => void {
  const reservePacked = createReserve(engine.memory);

  /** One A with as many B and C as its batch dimensions repeat it for. */
  function multiplyRepeated(
    op: Gemm<CpuBuffer>,
    offsetA: number,
    offsetsB: readonly number[],
    offsetsC: readonly number[],
  ): void {
    const { m, n, k, a, b, c } = op;
    const { tileRows } = engine;
    const rowsAtOnce = Math.max(tileRows, Math.floor(maxPackedLength / k / tileRows) * tileRows);
    for (let row = 0; row < m; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, m - row);
      const to = reservePacked(roundUp(rows, tileRows) * k * 4);
      engine.run({
        kernel: 'pack',
        chunks: Math.ceil(rows / packRowsPerChunk),
        work: rows * k * workPerElement,
        scratchBytes: 0,
        integers: {
          a: address(a.buffer, offsetA + row * a.rowStride),
          to,
          rowStride: a.rowStride,
          stepStride: a.columnStride,
          rows,
          steps: k,
          rowsPerChunk: packRowsPerChunk,
        },
        floats: { alpha: op.alpha },
      });
      const parts = partsOf(rows * n * k, engine.threads);
      const columns = chunkLength(n, Math.min(columnsPerChunk, Math.max(fewestColumns, n / parts)), tileColumns);
      const columnChunks = Math.ceil(n / columns);
      const rowsPerChunk = chunkLength(rows, (rows * columnChunks) / parts, tileRows);
      for (let index = 0; index < offsetsB.length; index++) {
        engine.run({
          kernel: 'multiply',
          chunks: columnChunks * Math.ceil(rows / rowsPerChunk),
          work: rows * n * k,
          scratchBytes: packedColumnsBytes(columns, Math.min(k, slabSteps)),
          integers: {
            a: to,
            b: address(b.buffer, offsetsB[index]!),
            c: address(c.buffer, offsetsC[index]! + row * c.rowStride),
            rows,
            columns: n,
            steps: k,
            stepStride: b.rowStride,
            columnStride: b.columnStride,
            rowStrideC: c.rowStride,
            accumulate: op.beta === 0 ? 0 : 1,
            rowsPerChunk,
            columnsPerChunk: columns,
          },
        });
      }
    }
  }

  return (op) => {
    const { m, n, k, batch, a, b, c } = op;
    if (k === 0 || Math.min(m, n) <= thinLimit) return typescriptGemm(op);
    if (op.beta !== 0 && op.beta !== 1) scale(op);
    if (batch.length === 0) return multiplyRepeated(op, a.offset, [b.offset], [c.offset]);
    const outer = batch.map((length, axis) => (a.batchStrides[axis] === 0 ? 1 : length));
    const inner = batch.map((length, axis) => (a.batchStrides[axis] === 0 ? length : 1));
    for (let i = 0; i < batchSize(outer); i++) {
      const offsets = (strides: readonly number[], from: number): number[] =>
        Array.from(
          { length: batchSize(inner) },
          (_, j) => from + batchOffset(i, outer, strides) + batchOffset(j, inner, strides),
        );
      const offsetA = a.offset + batchOffset(i, outer, a.batchStrides);
      multiplyRepeated(op, offsetA, offsets(b.batchStrides, b.offset), offsets(c.batchStrides, c.offset));
    }
  };
}

/** `C = beta C`, for a product that is then added. */
function scale({ m, n, beta, batch, c }: Gemm<CpuBuffer>): void {
  const data = floats(c.buffer);
  for (let index = 0; index < batchSize(batch); index++) {
    const from = c.offset + batchOffset(index, batch, c.batchStrides);
    for (let i = 0; i < m; i++) {
      const row = from + i * c.rowStride;
      for (let j = row; j < row + n; j++) data[j]! *= beta;
    }
  }
}
