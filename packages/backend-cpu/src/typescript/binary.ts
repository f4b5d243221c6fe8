import type { Binary, BinaryFunction } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';

/** One row: `y[yFrom + i] = f(a[aFrom + i * aStride], b[bFrom + i * bStride])`. */
type Row = (
  a: Float32Array,
  aFrom: number,
  aStride: number,
  b: Float32Array,
  bFrom: number,
  bStride: number,
  y: Float32Array,
  yFrom: number,
  length: number,
) => void;

/** A loop for each function, so that V8 compiles each for itself; a stride of 0 repeats a scalar. */
const rows = {
  add(a, i, aStride, b, j, bStride, y, yFrom, length) {
    for (let at = yFrom; at < yFrom + length; at++) {
      y[at] = a[i]! + b[j]!;
      i = (i + aStride) | 0;
      j = (j + bStride) | 0;
    }
  },
  sub(a, i, aStride, b, j, bStride, y, yFrom, length) {
    for (let at = yFrom; at < yFrom + length; at++) {
      y[at] = a[i]! - b[j]!;
      i = (i + aStride) | 0;
      j = (j + bStride) | 0;
    }
  },
  mul(a, i, aStride, b, j, bStride, y, yFrom, length) {
    for (let at = yFrom; at < yFrom + length; at++) {
      y[at] = a[i]! * b[j]!;
      i = (i + aStride) | 0;
      j = (j + bStride) | 0;
    }
  },
  div(a, i, aStride, b, j, bStride, y, yFrom, length) {
    for (let at = yFrom; at < yFrom + length; at++) {
      y[at] = a[i]! / b[j]!;
      i = (i + aStride) | 0;
      j = (j + bStride) | 0;
    }
  },
  maximum(a, i, aStride, b, j, bStride, y, yFrom, length) {
    for (let at = yFrom; at < yFrom + length; at++) {
      y[at] = Math.max(a[i]!, b[j]!);
      i = (i + aStride) | 0;
      j = (j + bStride) | 0;
    }
  },
  minimum(a, i, aStride, b, j, bStride, y, yFrom, length) {
    for (let at = yFrom; at < yFrom + length; at++) {
      y[at] = Math.min(a[i]!, b[j]!);
      i = (i + aStride) | 0;
      j = (j + bStride) | 0;
    }
  },
  equal(a, i, aStride, b, j, bStride, y, yFrom, length) {
    for (let at = yFrom; at < yFrom + length; at++) {
      y[at] = Number(a[i] === b[j]);
      i = (i + aStride) | 0;
      j = (j + bStride) | 0;
    }
  },
  greater(a, i, aStride, b, j, bStride, y, yFrom, length) {
    for (let at = yFrom; at < yFrom + length; at++) {
      y[at] = Number(a[i]! > b[j]!);
      i = (i + aStride) | 0;
      j = (j + bStride) | 0;
    }
  },
} satisfies Record<BinaryFunction, Row>;

export function binary(op: Binary<CpuBuffer>): void {
  const { shape, aStrides, bStrides } = op;
  const a = floats(op.a);
  const b = floats(op.b);
  const y = floats(op.y);
  const row: Row = rows[op.function];
  const last = shape.length - 1;
  const length = shape[last] ?? 1;
  let size = 1;
  for (const dimension of shape) size *= dimension;
  for (let from = 0; from < size; from += length) {
    let aFrom = 0;
    let bFrom = 0;
    let rest = from / length;
    for (let axis = last - 1; axis >= 0; axis--) {
      const index = rest % shape[axis]!;
      aFrom += index * aStrides[axis]!;
      bFrom += index * bStrides[axis]!;
      rest = (rest - index) / shape[axis]!;
    }
    row(a, aFrom, aStrides[last] ?? 0, b, bFrom, bStrides[last] ?? 0, y, from, length);
  }
}
