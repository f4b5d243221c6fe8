/*
 * gather and its adjoint for backends that have none: products with a matrix H of one-hot rows, `H[k, j] = indices[k] == j`.
 *
 *     y  [outer, count, inner] = H x        x  [outer, size, inner]
 *     dx [outer, size, inner]  = H^T dy     dy [outer, count, inner]
 *
 * H is made in chunks of rows, so that it stays within the backend's preferred workspace. What is not picked is multiplied by 0:
 * a NaN or an infinity becomes a NaN in all that is computed from its lane, the numbers of the same outer and inner.
 */
import type { Backend } from '../../backend/backend.ts';
import type { Matrix } from '../../backend/convolution.ts';
import type { Gather, GatherSizes, ScatterAdd } from '../../backend/overrides.ts';
import type { BackendBuffer } from '../../backend/storage.ts';
import { BackendError } from '../../errors.ts';
import { BYTES_PER_ELEMENT, poolOf } from '../../memory/buffer-pool.ts';
import { broadcastWalk } from '../elementwise/apply-binary.ts';

/** Positions are compared as float32, which are exact up to here. */
const COUNTABLE = 2 ** 24;

/** Some rows of H: places `start` and on in the lists of `outers` outers from `first` on, who may all share one list. */
interface Chunk {
  readonly first: number;
  readonly outers: number;
  readonly start: number;
  readonly rows: number;
}

/** @throws BackendError when there are more positions than float32 can tell apart. */
export function gatherByProduct(operation: string, backend: Backend, op: Gather): void {
  const { x, indices, y, ...sizes } = op;
  const { size, inner } = sizes;
  if (y.length === 0) return;
  if (x.length === 0) return backend.fill({ y, length: y.length, value: 0 });
  withOneHotRows(operation, backend, sizes, indices, (chunk, matrix) => {
    backend.gemm({
      m: chunk.rows,
      n: inner,
      k: size,
      alpha: 1,
      beta: 0,
      batch: [chunk.outers],
      a: rowsOf(matrix, sizes, chunk),
      b: entriesOf(x, sizes, { ...chunk, start: 0 }, size),
      c: entriesOf(y, sizes, chunk, sizes.count),
    });
  });
}

/** @throws BackendError when there are more positions than float32 can tell apart. */
export function scatterAddByProduct(operation: string, backend: Backend, op: ScatterAdd): void {
  const { dy, indices, dx, ...sizes } = op;
  const { size, inner } = sizes;
  if (dx.length === 0) return;
  if (dy.length === 0) return backend.fill({ y: dx, length: dx.length, value: 0 });
  withOneHotRows(operation, backend, sizes, indices, (chunk, matrix) => {
    const a = rowsOf(matrix, sizes, chunk);
    backend.gemm({
      m: size,
      n: inner,
      k: chunk.rows,
      alpha: 1,
      beta: chunk.start === 0 ? 0 : 1,
      batch: [chunk.outers],
      a: { ...a, rowStride: a.columnStride, columnStride: a.rowStride },
      b: entriesOf(dy, sizes, chunk, sizes.count),
      c: entriesOf(dx, sizes, { ...chunk, start: 0 }, size),
    });
  });
}

function rowsOf(matrix: BackendBuffer, { size, perOuter }: GatherSizes, { rows }: Chunk): Matrix {
  return { buffer: matrix, offset: 0, rowStride: size, columnStride: 1, batchStrides: [perOuter ? rows * size : 0] };
}

/** What a chunk covers of `[outer, length, inner]`. */
function entriesOf(buffer: BackendBuffer, { inner }: GatherSizes, { first, start }: Chunk, length: number): Matrix {
  const offset = (first * length + start) * inner;
  return { buffer, offset, rowStride: inner, columnStride: 1, batchStrides: [length * inner] };
}

/** Calls `body` with the rows of H, one chunk after the other; a chunk's rows are gone when the next is made. */
function withOneHotRows(
  operation: string,
  backend: Backend,
  sizes: GatherSizes,
  indices: BackendBuffer,
  body: (chunk: Chunk, matrix: BackendBuffer) => void,
): void {
  const { size, count, perOuter } = sizes;
  if (size > COUNTABLE) {
    throw new BackendError(
      `${operation}: ${size} positions are more than the ${COUNTABLE} that backend '${backend.name}' ` +
        `(${backend.engine}), which has no kernel for it, can tell apart`,
    );
  }
  const most = Math.max(1, Math.floor(backend.workspace.preferredBytes / (size * BYTES_PER_ELEMENT)));
  const chunks = chunksOf(sizes, most);
  const largest = Math.max(...chunks.map((chunk) => listRows(chunk, perOuter)));
  const pool = poolOf(backend);
  const positions = pool.acquire('float32', size);
  const numbers = pool.acquire('float32', largest);
  const matrix = pool.acquire('float32', largest * size);
  try {
    backend.write(
      positions,
      Float32Array.from({ length: size }, (_, j) => j),
    );
    for (const chunk of chunks) {
      const rows = listRows(chunk, perOuter);
      const xOffset = perOuter ? chunk.first * count + chunk.start : chunk.start;
      backend.copy({ x: indices, xOffset, xStrides: [1], y: numbers, yOffset: 0, yStrides: [1], shape: [rows] });
      const walk = broadcastWalk([rows, size], [rows, 1], [size]);
      backend.binary({ function: 'equal', a: numbers, b: positions, y: matrix, ...walk });
      body(chunk, matrix);
    }
  } finally {
    for (const buffer of [positions, numbers, matrix]) pool.release(buffer);
  }
}

/** Rows of H that a chunk takes. */
function listRows({ outers, rows }: Chunk, perOuter: boolean): number {
  return perOuter ? outers * rows : rows;
}

/** All of the work, at most `most` rows of H at a time. Chunks of one outer come in the order of their starts. */
function chunksOf({ outer, count, perOuter }: GatherSizes, most: number): Chunk[] {
  const outers = perOuter ? Math.max(1, Math.min(outer, Math.floor(most / count))) : outer;
  const rows = Math.min(count, most);
  const chunks: Chunk[] = [];
  for (let first = 0; first < outer; first += outers) {
    for (let start = 0; start < count; start += rows) {
      chunks.push({ first, outers: Math.min(outers, outer - first), start, rows: Math.min(rows, count - start) });
    }
  }
  return chunks;
}
