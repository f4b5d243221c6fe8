import type { Gemm, Matrix } from '@gemmule/core';
import { fetchFunction } from '../device/texture.ts';
import { nativeFunction } from '../device/natives.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { gemm as gemmTask } from '../kernels/gemm.ts';
import type { Performer } from '../perform.ts';
import { fillSheet, multiply, type Product, productFunction, productInputs, runTiles } from './product.ts';
import { createSheet, fetchQuad, fitsTexture, type Sheet } from './sheet.ts';

/** Below so many products, packing costs more than it saves. */
const worthPacking = 2 ** 12;

/** Matrix product by tiles, or by a thread for each element where it is small or fits no texture. */
export function gemm(performer: Performer, op: Gemm<GpuBuffer>): void {
  const { perform, release, device } = performer;
  const { m, n, k, batch, a, b } = op;
  const entries = batch.reduce((product, length) => product * length, 1);
  const tiles = { entries, rows: device.drawBuffers, ...sizesOf(op, device.drawBuffers) };
  const { tileRows, sums, quads } = tiles;
  const fits =
    fitsTexture(entries * tileRows * tiles.rows, sums, device.maxSide) &&
    fitsTexture(entries * sums * 4, quads, device.maxSide) &&
    fitsTexture(entries * tileRows, quads, device.maxSide);
  if (entries * m * n * k < worthPacking || !fits) {
    perform(gemmTask(op));
    return;
  }
  const left = packLeft(performer, a, op, tileRows * tiles.rows, sums);
  const right = packRight(performer, b, op, sums * 4, quads);
  const product = multiplySheets(performer, left, right, tiles);
  release(left.buffer, right.buffer);
  perform(collect(op, product, tileRows * tiles.rows));
  release(...product.sheets.map(({ buffer }) => buffer));
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

/** A as quads along the sum; zeros beyond its edges, so that they add nothing. */
function packLeft(performer: Performer, a: Matrix<GpuBuffer>, op: Gemm<GpuBuffer>, rows: number, quads: number): Sheet {
  return pack(performer, a, op, { rows, lengths: [op.m, op.k] }, quads);
}

/** B as quads along the columns. */
function packRight(
  performer: Performer,
  b: Matrix<GpuBuffer>,
  op: Gemm<GpuBuffer>,
  rows: number,
  quads: number,
): Sheet {
  return pack(performer, b, op, { rows, lengths: [op.k, op.n] }, quads);
}

interface Padded {
  /** Rows of one batch entry in the sheet. */
  readonly rows: number;
  /** Rows and columns of the matrix itself. */
  readonly lengths: readonly [number, number];
}

function pack(
  performer: Performer,
  { buffer, offset, rowStride, columnStride, batchStrides }: Matrix<GpuBuffer>,
  { batch }: Gemm<GpuBuffer>,
  { rows, lengths: [height, width] }: Padded,
  quads: number,
): Sheet {
  const entries = batch.reduce((product, length) => product * length, 1);
  const elements = [0, 1, 2, 3].map(
    (lane) => `
let element${lane} = 0;
if (y < ${height} && quad * 4 + ${lane} < ${width}) { element${lane} = fetch_x(from + ${lane * columnStride}); }`,
  );
  const body = `
const entry = quotient(row, ${rows});
const y = row - entry * ${rows};
${batchOffset(batch, batchStrides)}
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
): Product {
  const step = multiply(
    rows,
    4,
    (r) => `fetch_a(i, row * ${rows} + ${r})`,
    (lane) => `fetch_b(quad, start + i * 4 + ${lane})`,
  );
  return runTiles(performer, {
    quads,
    tileRows: entries * tileRows,
    inputs: { a: left, b: right },
    natives: [fetchQuad('a', left), fetchQuad('b', right)],
    largest: Math.max(left.rows, right.rows),
    body: `
const start = quotient(row, ${tileRows}) * ${sums * 4};
for (let i = 0; i < ${sums}; i++) {
${step}
}`,
  });
}

/** Brings the product to where C lies. */
function collect(op: Gemm<GpuBuffer>, product: Product, rows: number): ReturnType<typeof gemmTask> {
  const task = gemmTask(op);
  const terms = op.batch.map((_, axis) => {
    const inner = op.batch.slice(axis + 1).reduce((size, length) => size * length, 1);
    return `batch${axis} * ${inner * rows}`;
  });
  return {
    ...task,
    inputs: productInputs(product),
    natives: [productFunction(product)],
    body: `return alpha * product(${[...terms, 'row'].join(' + ')}, column)${task.readsOld === true ? ' + beta * old[at]' : ''};`,
  };
}
