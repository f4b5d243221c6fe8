import { sizeOf } from '@gemmule/core';
import type { StoredWeight } from './weights.ts';

/** The numbers of a weight with its axes in another order: axis `i` of the result is axis `axes[i]`. */
export function transposed({ shape, data }: StoredWeight, axes: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const lengths = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const result = new Float32Array(data.length);
  const place = new Array<number>(axes.length).fill(0);
  let from = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[from]!;
    // On to the next place: the last axis first, and what is full begins anew.
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < lengths[axis]!) break;
      from -= steps[axis]! * lengths[axis]!;
      place[axis] = 0;
    }
  }
  return result;
}
