import type { Gemm, Matrix } from '@gemmule/core';
import { fetchFunction } from '../device/texture.ts';
import { nativeFunction } from '../device/natives.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { gemm as gemmTask } from '../kernels/gemm.ts';
import { entriesOf, rowsInLaunch, rowsOf } from '../launches.ts';
import type { Performer } from '../perform.ts';
import { fillSheet, multiply, productFunction, runTiles } from './product.ts';
import { createSheet, fetchQuad, fitsTexture, type Sheet, withKept } from './sheet.ts';

/** Below so many products, packing costs more than it saves. */
const worthPacking = 2 ** 10;

/** Matrix product by tiles, or by a thread for each element where it is small or fits no texture. */
export function gemm(performer: Performer, op: Gemm<GpuBuffer>): void {
  const { drawBuffers, maxSide } = performer.device;
  const rows = rowsInLaunch(op, drawBuffers, performer.device);
  const isLarge = entriesOf(op) * op.m * op.n * op.k >= worthPacking;
  if (!isLarge || !fits({ ...op, m: rows }, drawBuffers, maxSide)) {
    performer.perform(gemmTask(op));
    return;
  }
  for (let start = 0; start < op.m; start += rows) byTiles(performer, rowsOf(op, start, rows));
}

function fits(op: Gemm<GpuBuffer>, tile: number, maxSide: number): boolean {
  const entries = entriesOf(op);
  const { tileRows, sums, quads } = sizesOf(op, tile);
  return (
    fitsTexture(entries * tileRows * tile, sums, maxSide) &&
    fitsTexture(entries * sums * 4, quads, maxSide) &&
    fitsTexture(entries * tileRows, quads, maxSide)
  );
}

function byTiles(performer: Performer, op: Gemm<GpuBuffer>): void {
  const { perform, release, device } = performer;
  const tiles = { entries: entriesOf(op), rows: device.drawBuffers, ...sizesOf(op, device.drawBuffers) };
  const { tileRows, sums, quads, rows } = tiles;
  // Zeros beyond the edges, so that they add nothing.
  withPacked(performer, op.a, op, { rows: tileRows * rows, quads: sums, lengths: [op.m, op.k] }, (left) =>
    withPacked(performer, op.b, op, { rows: sums * 4, quads, lengths: [op.k, op.n] }, (right) => {
      const product = multiplySheets(performer, left, right, tiles);
      perform(collect(op, product, tileRows * rows));
      release(product.buffer);
    }),
  );
}

interface Sizes {
  /** Rows of tiles in one batch entry. */
  readonly tileRows: number;
  /** Quads along the sum. */
  readonly sums: number;
  /** Quads in a row of C. */
  readonly quads: number;
}

function sizesOf({ m, n, k }: Gemm<GpuBuffer>, rows: number): Sizes {
  return { tileRows: Math.ceil(m / rows), sums: Math.ceil(k / 4), quads: Math.ceil(n / 4) };
}

interface Padded {
  /** Rows of one batch entry in the sheet. */
  readonly rows: number;
  readonly quads: number;
  /** Rows and columns of the matrix itself. */
  readonly lengths: readonly [number, number];
}

/** Calls `body` with a matrix as quads along its rows. */
function withPacked(
  performer: Performer,
  matrix: Matrix<GpuBuffer>,
  op: Gemm<GpuBuffer>,
  padded: Padded,
  body: (sheet: Sheet) => void,
): void {
  const { buffer, offset, rowStride, columnStride, batchStrides } = matrix;
  const { rows, quads, lengths } = padded;
  const layout = [rows, quads, lengths, offset, rowStride, columnStride, batchStrides, op.batch].join(';');
  withKept(performer, buffer, `matrix ${layout}`, () => pack(performer, matrix, op, padded), body);
}

function pack(
  performer: Performer,
  { buffer, offset, rowStride, columnStride, batchStrides }: Matrix<GpuBuffer>,
  op: Gemm<GpuBuffer>,
  { rows, quads, lengths: [height, width] }: Padded,
): Sheet {
  const entries = entriesOf(op);
  const elements = [0, 1, 2, 3].map(
    (lane) => `
let element${lane} = 0;
if (y < ${height} && quad * 4 + ${lane} < ${width}) { element${lane} = fetch_x(from + ${lane * columnStride}); }`,
  );
  const body = `
const entry = quotient(row, ${rows});
const y = row - entry * ${rows};
${batchOffset(op.batch, batchStrides)}
const from = ${offset} + start + y * ${rowStride} + quad * ${4 * columnStride};
${elements.join('')}
return [element0, element1, element2, element3];`;
  const natives = [nativeFunction('fetch_x', fetchFunction('x', buffer.length), ['i'])];
  return fillSheet(performer, createSheet(entries * rows, quads), { x: buffer }, natives, body);
}

/** Declares `start`, where the matrix of the batch entry `entry` begins. */
function batchOffset(batch: readonly number[], strides: readonly number[]): string {
  const lines = ['let start = 0;', 'let remaining = entry;'];
  let size = batch.reduce((product, length) => product * length, 1);
  batch.forEach((length, axis) => {
    size /= length;
    lines.push(`const index${axis} = quotient(remaining, ${size});`);
    lines.push(`remaining -= index${axis} * ${size};`, `start += index${axis} * ${strides[axis]};`);
  });
  return lines.join('\n');
}

function multiplySheets(
  performer: Performer,
  left: Sheet,
  right: Sheet,
  { entries, rows, tileRows, sums, quads }: Sizes & { readonly entries: number; readonly rows: number },
): Sheet {
  const step = multiply(
    rows,
    4,
    (r) => `fetch_a(i, first + ${r})`,
    (lane) => `fetch_b(quad, ${entries === 1 ? '' : 'start + '}i * 4 + ${lane})`,
  );
  return runTiles(performer, {
    quads,
    tileRows: entries * tileRows,
    inputs: { a: left, b: right },
    natives: [fetchQuad('a', left), fetchQuad('b', right)],
    largest: Math.max(left.rows, right.rows),
    body: `
const first = row * ${rows};
const start = quotient(row, ${tileRows}) * ${sums * 4};
for (let i = 0; i < ${sums}; i++) {
${step}
}`,
  });
}

/** Brings the product to where C lies. */
function collect(op: Gemm<GpuBuffer>, product: Sheet, rows: number): ReturnType<typeof gemmTask> {
  const task = gemmTask(op);
  const terms = op.batch.map((_, axis) => {
    const inner = op.batch.slice(axis + 1).reduce((size, length) => size * length, 1);
    return `batch${axis} * ${inner * rows}`;
  });
  return {
    ...task,
    inputs: { sheet: product.buffer },
    natives: [productFunction(product)],
    body: `return alpha * product(${[...terms, 'row'].join(' + ')}, column)${task.readsOld === true ? ' + beta * old[at]' : ''};`,
  };
}
