import type { Copy, Fill, Im2col } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { col2im as typescriptCol2im } from '../typescript/col2im.ts';
import { type Dimension, copy as typescriptCopy, mergedDimensions } from '../typescript/copy.ts';
import { im2col as typescriptIm2col } from '../typescript/im2col.ts';
import { cells } from '../typescript/volume.ts';
import { address } from './address.ts';
import { geometryFields, planeAxes } from './conv-geometry.ts';
import { workPerElement } from './chunks.ts';
import type { WasmEngine } from './engine.ts';
import { roundUp } from './tile.ts';

/** Elements of a chunk: some 50 microseconds. A multiple of 4. */
const elementsPerChunk = 65_536;

/** Kernels of assembly/movement. */
export type MovementKernel = 'copyLines' | 'transpose' | 'fill' | 'im2col' | 'col2im';

const single: Dimension = { length: 1, xStride: 0, yStride: 0 };

export function createFill(engine: WasmEngine): (op: Fill<CpuBuffer>) => void {
  const value = new Float32Array(1);
  const bits = new Int32Array(value.buffer);
  return (op) => {
    if (op.y.dtype === 'float32') value[0] = op.value;
    else bits[0] = op.value;
    engine.run({
      kernel: 'fill',
      chunks: Math.ceil(op.length / elementsPerChunk),
      work: op.length * workPerElement,
      scratchBytes: 0,
      integers: { y: address(op.y, 0), length: op.length, perChunk: elementsPerChunk, bits: bits[0]! },
    });
  };
}

/** A copy of at most four dimensions: `outer` and `plane` may be {@link single}. */
interface Walk {
  readonly x: number;
  readonly y: number;
  readonly outer: Dimension;
  readonly plane: Dimension;
  readonly rows: Dimension;
  readonly columns: Dimension;
}

export function createCopy(engine: WasmEngine): (op: Copy<CpuBuffer>) => void {
  return (op) => {
    const dimensions = mergedDimensions(op);
    // The dimension that is dense in y goes innermost: writes are the dearer side.
    const dense = dimensions.findLastIndex(({ yStride }) => yStride === 1);
    const columns = dimensions.splice(dense, 1)[0] ?? single;
    // Where another dimension is dense in x, the two of them are a transposition.
    const across = columns.xStride > 1 ? dimensions.findIndex(({ xStride }) => xStride === 1) : -1;
    const rows = dimensions.splice(across, 1)[0] ?? single;
    const [plane = single, outer = single, fourth] = dimensions.toReversed();
    if (fourth !== undefined || op.x.dtype !== op.y.dtype) return typescriptCopy(op);
    if (op.shape.includes(0)) return;
    const walk = { x: address(op.x, op.xOffset), y: address(op.y, op.yOffset), outer, plane, rows, columns };
    if (across >= 0 && columns.yStride === 1) transpose(engine, walk);
    else copyLines(engine, walk);
  };
}

function transpose(engine: WasmEngine, { x, y, outer, plane, rows, columns }: Walk): void {
  const atOnce = Math.max(4, Math.floor(elementsPerChunk / columns.length / 4) * 4);
  const rowsPerChunk = Math.min(atOnce, roundUp(rows.length, 4));
  engine.run({
    kernel: 'transpose',
    chunks: outer.length * plane.length * Math.ceil(rows.length / rowsPerChunk),
    work: outer.length * plane.length * rows.length * columns.length * workPerElement,
    scratchBytes: 0,
    integers: {
      x,
      y,
      planes: plane.length,
      rows: rows.length,
      columns: columns.length,
      xOuterStride: outer.xStride,
      xPlaneStride: plane.xStride,
      xColumnStride: columns.xStride,
      yOuterStride: outer.yStride,
      yPlaneStride: plane.yStride,
      yRowStride: rows.yStride,
      rowsPerChunk,
    },
  });
}

function copyLines(engine: WasmEngine, { x, y, outer, plane, rows, columns }: Walk): void {
  const perChunk = Math.min(columns.length, elementsPerChunk);
  const linesPerChunk = Math.ceil(elementsPerChunk / perChunk);
  const lines = outer.length * plane.length * rows.length;
  engine.run({
    kernel: 'copyLines',
    chunks: Math.ceil(lines / linesPerChunk) * Math.ceil(columns.length / perChunk),
    work: lines * columns.length * workPerElement,
    scratchBytes: 0,
    integers: {
      x,
      y,
      outer: outer.length,
      planes: plane.length,
      rows: rows.length,
      length: columns.length,
      xOuterStride: outer.xStride,
      xPlaneStride: plane.xStride,
      xRowStride: rows.xStride,
      xStride: columns.xStride,
      yOuterStride: outer.yStride,
      yPlaneStride: plane.yStride,
      yRowStride: rows.yStride,
      yStride: columns.yStride,
      linesPerChunk,
      perChunk,
    },
  });
}

export function createColumns(engine: WasmEngine): {
  im2col(op: Im2col<CpuBuffer>): void;
  col2im(op: Im2col<CpuBuffer>): void;
} {
  function run(kernel: 'im2col' | 'col2im', op: Im2col<CpuBuffer>): boolean {
    const axes = planeAxes(op.geometry);
    if (axes === undefined) return false;
    const planes = op.batch * op.channels;
    const perPlane = cells(op.geometry, 'output') * cells(op.geometry, 'kernel');
    const planesPerChunk = Math.max(1, Math.floor(elementsPerChunk / Math.max(1, perPlane)));
    engine.run({
      kernel,
      chunks: Math.ceil(planes / planesPerChunk),
      work: planes * perPlane * workPerElement,
      scratchBytes: 0,
      integers: {
        ...geometryFields(axes),
        images: address(op.images, op.imagesOffset),
        columns: address(op.columns, op.columnsOffset),
        planes,
        planesPerChunk,
      },
    });
    return true;
  }
  return {
    im2col(op) {
      if (!run('im2col', op)) typescriptIm2col(op);
    },
    col2im(op) {
      if (!run('col2im', op)) typescriptCol2im(op);
    },
  };
}
