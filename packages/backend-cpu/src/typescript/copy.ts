import type { Copy } from '@gemmule/core';
import { elements, floats, type CpuBuffer } from '../cpu-buffer.ts';

/** One dimension of a strided copy. */
export interface Dimension {
  readonly length: number;
  readonly xStride: number;
  readonly yStride: number;
}

const single: Dimension = { length: 1, xStride: 0, yStride: 0 };

/** Columns of the blocks in which a transposition walks: it reads as many cache lines at a time, and uses all of each. */
const blockColumns = 8;

/** From this length on, a dense row is handed to the host's own copy. */
const denseRow = 256;

export function copy(op: Copy<CpuBuffer>): void {
  const outer = mergedDimensions(op);
  const columns = outer.pop() ?? single;
  // Where another dimension than the innermost is dense in x, the two of them are a transposition.
  const across = columns.xStride > 1 ? outer.findIndex(({ xStride }) => xStride === 1) : -1;
  const rows = outer.splice(across, 1)[0] ?? single;
  const block = across < 0 ? columns.length : blockColumns;
  const isFloat = op.x.dtype === 'float32' && op.y.dtype === 'float32';

  let planes = 1;
  for (const { length } of outer) planes *= length;
  for (let plane = 0; plane < planes; plane++) {
    let from = op.xOffset;
    let to = op.yOffset;
    let rest = plane;
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const { length, xStride, yStride } = outer[axis]!;
      const index = rest % length;
      from += index * xStride;
      to += index * yStride;
      rest = (rest - index) / length;
    }
    if (isFloat) copyFloats(floats(op.x), from, floats(op.y), to, rows, columns, block);
    else copyElements(elements(op.x), from, elements(op.y), to, rows, columns, block);
  }
}

/** The dimensions longer than 1, neighbours that both sides walk alike as one. */
export function mergedDimensions({ shape, xStrides, yStrides }: Copy<CpuBuffer>): Dimension[] {
  const merged: Dimension[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    const xStride = xStrides[axis]!;
    const yStride = yStrides[axis]!;
    if (length === 1) continue;
    const outer = merged.at(-1);
    if (outer !== undefined && outer.xStride === length * xStride && outer.yStride === length * yStride) {
      merged[merged.length - 1] = { length: outer.length * length, xStride, yStride };
    } else {
      merged.push({ length, xStride, yStride });
    }
  }
  return merged;
}

/** Copies a plane of floats, a block of columns at a time. */
function copyFloats(
  x: Float32Array,
  from: number,
  y: Float32Array,
  to: number,
  rows: Dimension,
  columns: Dimension,
  block: number,
): void {
  const { xStride, yStride } = columns;
  const isDense = xStride === 1 && yStride === 1 && columns.length >= denseRow;
  for (let left = 0; left < columns.length; left += block) {
    const length = Math.min(block, columns.length - left);
    for (let row = 0; row < rows.length; row++) {
      let read = from + row * rows.xStride + left * xStride;
      let write = to + row * rows.yStride + left * yStride;
      if (isDense) {
        y.set(x.subarray(read, read + length), write);
        continue;
      }
      for (let i = 0; i < length; i++) {
        y[write] = x[read]!;
        read = (read + xStride) | 0;
        write = (write + yStride) | 0;
      }
    }
  }
}

/** The same where an int32 array is involved; on its own, so that V8 compiles the copy of floats for floats alone. */
function copyElements(
  x: Float32Array | Int32Array,
  from: number,
  y: Float32Array | Int32Array,
  to: number,
  rows: Dimension,
  columns: Dimension,
  block: number,
): void {
  for (let left = 0; left < columns.length; left += block) {
    const length = Math.min(block, columns.length - left);
    for (let row = 0; row < rows.length; row++) {
      const read = from + row * rows.xStride + left * columns.xStride;
      const write = to + row * rows.yStride + left * columns.yStride;
      for (let i = 0; i < length; i++) y[write + i * columns.yStride] = x[read + i * columns.xStride]!;
    }
  }
}
