import type { ReduceFunction } from '@gemmule/core';
import { boundedSums, exact, type Expected } from '../tolerance.ts';

/** `x` is `[outer, size, inner]`; the middle dimension goes. */
export interface ReduceSizes {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** The elements that end up in output `at`. */
function laneOf(x: ArrayLike<number>, { size, inner }: ReduceSizes, at: number): number[] {
  const first = Math.floor(at / inner) * size * inner + (at % inner);
  return Array.from({ length: size }, (_, i) => x[first + i * inner]!);
}

const add = (sum: number, value: number): number => sum + value;

/** Math.max and Math.min are the definition: NaN goes through, and over nothing they are -Infinity and Infinity. */
const reductions = {
  sum: (lane) => lane.reduce(add, 0),
  mean: (lane) => lane.reduce(add, 0) / lane.length,
  max: (lane) => lane.reduce((a, b) => Math.max(a, b), -Infinity),
  min: (lane) => lane.reduce((a, b) => Math.min(a, b), Infinity),
} as const satisfies Record<ReduceFunction, (lane: number[]) => number>;

export function reduce(name: ReduceFunction, sizes: ReduceSizes, x: ArrayLike<number>): Expected {
  const lanes = Array.from({ length: sizes.outer * sizes.inner }, (_, at) => laneOf(x, sizes, at));
  const values = Float64Array.from(lanes, reductions[name]);
  if (name === 'max' || name === 'min') return exact(values);
  const divisor = name === 'mean' ? Math.max(1, sizes.size) : 1;
  const magnitudes = Float64Array.from(lanes, (lane) => lane.reduce((sum, v) => sum + Math.abs(v), 0) / divisor);
  // A mean divides, or multiplies by a rounded reciprocal: two more roundings.
  return boundedSums({ values, magnitudes, terms: Math.max(1, sizes.size) }, name === 'mean' ? 2 : 0);
}

/** Index of the largest in each lane: the first NaN if there is one, else the first of equals. */
export function argmax(sizes: ReduceSizes, x: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: sizes.outer * sizes.inner }, (_, at) => {
    const lane = laneOf(x, sizes, at);
    const firstNaN = lane.findIndex((value) => Number.isNaN(value));
    return firstNaN >= 0 ? firstNaN : lane.indexOf(lane.reduce((a, b) => Math.max(a, b), -Infinity));
  });
}
