import type { Axis, BackendBuffer, Geometry } from '@gemmule/core';

/** Storage of the naive backend: a typed array. */
export interface NaiveBuffer extends BackendBuffer {
  readonly data: Float32Array | Int32Array;
}

/** Calls `visit` with every index of `shape`, row-major. The array is the same each time. */
export function eachIndex(shape: readonly number[], visit: (index: readonly number[]) => void): void {
  if (shape.includes(0)) return;
  const index = shape.map(() => 0);
  for (;;) {
    visit(index);
    let axis = shape.length - 1;
    while (axis >= 0 && index[axis] === shape[axis]! - 1) {
      index[axis] = 0;
      axis -= 1;
    }
    if (axis < 0) return;
    index[axis]! += 1;
  }
}

/** `offset + index · strides` */
export function addressOf(index: readonly number[], strides: readonly number[], offset = 0): number {
  return index.reduce((address, i, axis) => address + i * strides[axis]!, offset);
}

/** Position of `index` in a dense row-major array. */
export function flatten(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((position, i, axis) => position * shape[axis]! + i, 0);
}

export const lengthsOf = (geometry: Geometry, key: keyof Axis): number[] => geometry.map((axis) => axis[key]);

export const volumeOf = (geometry: Geometry, key: keyof Axis): number =>
  geometry.reduce((volume, axis) => volume * axis[key], 1);

/** The cell that tap `kernel` sees from output position `output`. It may lie outside the input. */
export function cellOf(geometry: Geometry, output: readonly number[], kernel: readonly number[]): number[] {
  return geometry.map((axis, i) => output[i]! * axis.stride - axis.padBefore + kernel[i]! * axis.dilation);
}

export const isInside = (geometry: Geometry, cell: readonly number[]): boolean =>
  geometry.every((axis, i) => cell[i]! >= 0 && cell[i]! < axis.input);

/** Calls `visit` for every pair of output position and tap that sees an input cell, with flat positions. */
export function eachTap(geometry: Geometry, visit: (output: number, tap: number, cell: number) => void): void {
  const [input, kernel, output] = (['input', 'kernel', 'output'] as const).map((key) => lengthsOf(geometry, key));
  eachIndex(output!, (o) => {
    eachIndex(kernel!, (k) => {
      const cell = cellOf(geometry, o, k);
      if (isInside(geometry, cell)) visit(flatten(o, output!), flatten(k, kernel!), flatten(cell, input!));
    });
  });
}
