import type { Device } from '../harness/device.ts';
import { product } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { gemm, startOf, type StridedMatrix } from '../reference/gemm.ts';

/** How a matrix lies in memory: which index is dense, and how much room there is between lines, entries and before all. */
export interface Layout {
  readonly transposed?: boolean;
  /** Elements between two lines (rows, or columns when transposed) beyond the line itself. */
  readonly gap?: number;
  readonly offset?: number;
  /** Batch axes along which the matrix repeats (stride 0). */
  readonly repeat?: readonly boolean[];
  /** Elements between two batch entries beyond the matrix itself. */
  readonly batchGap?: number;
}

export interface GemmCase {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha?: number;
  readonly beta?: number;
  readonly batch?: readonly number[];
  readonly a?: Layout;
  readonly b?: Layout;
  readonly c?: Layout;
}

type Placed = Omit<StridedMatrix, 'data'> & { readonly length: number };

/** Strides and buffer length of a `rows x columns` matrix (and its batch) in a layout. */
function place(rows: number, columns: number, batch: readonly number[], layout: Layout): Placed {
  const { transposed = false, gap = 0, offset = 0, repeat = [], batchGap = 0 } = layout;
  const line = (transposed ? rows : columns) + gap;
  const lines = transposed ? columns : rows;
  const batchStrides = batch.map(() => 0);
  let stride = Math.max(line * lines, 1) + batchGap;
  for (let axis = batch.length - 1; axis >= 0; axis -= 1) {
    if (repeat[axis] === true) continue;
    batchStrides[axis] = stride;
    stride *= Math.max(1, batch[axis]!);
  }
  return {
    offset,
    rowStride: transposed ? 1 : line,
    columnStride: transposed ? line : 1,
    batchStrides,
    length: offset + stride,
  };
}

/** NaN everywhere but in the matrices themselves: whoever reads beside them shows it. */
function fillMatrix(
  placed: Placed,
  rows: number,
  columns: number,
  batch: readonly number[],
  random: Random,
): Float32Array {
  const data = new Float32Array(placed.length).fill(Number.NaN);
  for (let entry = 0; entry < product(batch); entry += 1) {
    const start = startOf({ ...placed, data }, entry, batch);
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < columns; j += 1) {
        data[start + i * placed.rowStride + j * placed.columnStride] = 2 * random.next() - 1;
      }
    }
  }
  return data;
}

function describe(what: GemmCase): string {
  const { m, n, k, alpha = 1, beta = 0, batch = [] } = what;
  const layouts = (['a', 'b', 'c'] as const).map((name) => `${name} ${JSON.stringify(what[name] ?? {})}`);
  return `gemm m ${m} n ${n} k ${k} alpha ${alpha} beta ${beta} batch [${batch.join(', ')}] ${layouts.join(' ')}`;
}

export async function checkGemm(device: Device, what: GemmCase, random: Random): Promise<void> {
  const { m, n, k, alpha = 1, beta = 0, batch = [] } = what;
  const a = place(m, k, batch, what.a ?? {});
  const b = place(k, n, batch, what.b ?? {});
  const c = place(m, n, batch, { ...what.c, transposed: false, repeat: [] });
  const aData = fillMatrix(a, m, k, batch, random);
  const bData = fillMatrix(b, k, n, batch, random);
  const cData = beta === 0 ? new Float32Array(c.length).fill(Number.NaN) : fillMatrix(c, m, n, batch, random);
  const expected = gemm({
    m,
    n,
    k,
    alpha,
    beta,
    batch,
    a: {
      ...a,
      data: aData,
    },
    b: {
      ...b,
      data: bData,
    },
    c: {
      ...c,
      data: cData,
    },
  });
  const y = device.floats(cData);
  device.backend.gemm({
    m,
    n,
    k,
    alpha,
    beta,
    batch,
    a: {
      ...withoutLength(a),
      buffer: device.floats(aData),
    },
    b: {
      ...withoutLength(b),
      buffer: device.floats(bData),
    },
    c: {
      ...withoutLength(c),
      buffer: y,
    },
  });
  await device.check(y, expected, describe(what));
}

const withoutLength = ({ offset, rowStride, columnStride, batchStrides }: Placed): Omit<Placed, 'length'> => ({
  offset,
  rowStride,
  columnStride,
  batchStrides,
});
