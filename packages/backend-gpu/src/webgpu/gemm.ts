import type { Gemm, Matrix } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Shader } from './shader.ts';
import { type Tile, tileFor } from './tile.ts';
import { accumulate, unrolledLoop, writeTiledProduct } from './tiled-product.ts';

/** Matrix product into a buffer that C, dense, fills from end to end. The old C, where `beta` asks for it, is `old`. */
export function gemmShader(op: Gemm<GpuBuffer>, tile: Tile = tileFor(entriesOf(op), op.m, op.n)): Shader {
  const { m, n, k, alpha, beta, a, b, c } = op;
  const entries = entriesOf(op);
  const scaled = (value: string): string => `params.user_alpha * ${value}`;
  const added = (value: string): string => (beta === 0 ? value : `${value} + params.user_beta * user_old[at]`);
  return {
    output: c.buffer,
    inputs: { a: a.buffer, b: b.buffer, ...(beta !== 0 && { old: c.buffer }) },
    numbers: { alpha, ...(beta !== 0 && { beta }) },
    ...writeTiledProduct({
      tile,
      entries,
      rows: m,
      columns: n,
      setup: `let aStart = ${startOf(a, op.batch)};\nlet bStart = ${startOf(b, op.batch)};`,
      row: (name, at) =>
        `let a${name} = aStart + ${at} * ${a.rowStride};\nlet c${name} = (entry * ${m} + ${at}) * ${n};`,
      column: (name, at) => `let column${name} = ${at};\nlet b${name} = bStart + ${at} * ${b.columnStride};`,
      sum: unrolledLoop('i', k, (steps) =>
        accumulate(
          tile,
          steps,
          (row, step) => `user_a[a${row} + (i + ${step}) * ${a.columnStride}]`,
          (column, step) => `user_b[b${column} + (i + ${step}) * ${b.rowStride}]`,
        ),
      ),
      store: (row, column, value) => `{ let at = c${row} + column${column}; result[at] = ${added(scaled(value))}; }`,
    }),
  };
}

/** Number of products in the batch. */
export function entriesOf({ batch }: Pick<Gemm, 'batch'>): number {
  return batch.reduce((product, length) => product * length, 1);
}

/** Where the matrix of the batch entry `entry` starts. */
function startOf({ offset, batchStrides }: Matrix, batch: readonly number[]): string {
  let inner = 1;
  const terms = batch.map((length, axis) => ({ length, stride: batchStrides[axis]! })).toReversed();
  const walked = terms.map(({ length, stride }) => {
    const term = `entry / ${inner} % ${length} * ${stride}`;
    inner *= length;
    return term;
  });
  return [offset, ...walked].join(' + ');
}
