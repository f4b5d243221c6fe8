import type { Gemm, Matrix } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { entriesOf } from '../launches.ts';
import type { Shader } from './shader.ts';
import { threadsOf, type Tile, tileFor } from './tile.ts';
import { accumulate, unrolledLoop, writeTiledProduct } from './tiled-product.ts';

/** Matrix product into a buffer that C, dense, fills from end to end. The old C, where `beta` asks for it, is `old`. */
export function gemmShader(op: Gemm<GpuBuffer>, tile: Tile = tileFor(entriesOf(op), op.m, op.n)): Shader {
  const { m, n, alpha, beta, a, b, c } = op;
  const entries = entriesOf(op);
  return {
    output: c.buffer,
    inputs: { a: a.buffer, b: b.buffer, ...(beta !== 0 && { old: c.buffer }) },
    numbers: { alpha, ...(beta !== 0 && { beta }) },
    threads: threadsOf(tile, entries),
    key: keyOf(op, tile),
    code: () =>
      writeTiledProduct({
        tile,
        entries,
        rows: m,
        columns: n,
        setup: `let aStart = ${startOf(a, op.batch)};\nlet bStart = ${startOf(b, op.batch)};`,
        row: (name, at) => `
let a${name} = aStart + ${at} * ${a.rowStride};
let c${name} = (entry * ${m} + ${at}) * ${n};`,
        column: (name, at) => `
let column${name} = ${at};
let b${name} = bStart + ${at} * ${b.columnStride};`,
        sum: sumOf(op, tile),
        store: (row, column, sum) => {
          const old = beta === 0 ? '' : ' + params.user_beta * user_old[at]';
          return `{ let at = c${row} + column${column}; result[at] = params.user_alpha * ${sum}${old}; }`;
        },
      }),
  };
}

function sumOf({ k, a, b }: Gemm, tile: Tile): string {
  return unrolledLoop('i', k, (steps) =>
    accumulate(
      tile,
      steps,
      (row, step) => `user_a[a${row} + (i + ${step}) * ${a.columnStride}]`,
      (column, step) => `user_b[b${column} + (i + ${step}) * ${b.rowStride}]`,
    ),
  );
}

/** Where the matrix of the batch entry `entry` starts. */
function startOf({ offset, batchStrides }: Matrix, batch: readonly number[]): string {
  let inner = 1;
  const terms = [`${offset}`];
  for (const [axis, length] of [...batch.entries()].toReversed()) {
    terms.push(`entry / ${inner} % ${length} * ${batchStrides[axis]!}`);
    inner *= length;
  }
  return terms.join(' + ');
}

function keyOf({ m, n, k, beta, batch, a, b }: Gemm, { rows, columns }: Tile): string {
  const layouts = [a, b].map((one) => [one.offset, one.rowStride, one.columnStride, ...one.batchStrides].join(','));
  return ['gemm', m, n, k, beta !== 0, batch.join(','), ...layouts, rows, columns].join(' ');
}
