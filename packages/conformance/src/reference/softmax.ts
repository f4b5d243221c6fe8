import { type Expected, SAFETY, SMALLEST_NORMAL, UNIT_ROUNDOFF } from '../tolerance.ts';
import type { ReduceSizes } from './reduce.ts';

/**
 * Softmax of each lane of `x` `[outer, size, inner]` over the middle dimension, or its logarithm.
 *
 * Bounds, in units of roundoff, with d = x - max: the exponential of a rounded difference is off by (8 + 6|d|) relative;
 * the sum by the weighted mean of those plus one unit a term; the quotient by 5 more. The logarithm has the sum's
 * relative error as an absolute one, plus its own 8 and the rounding of a difference.
 */
export function softmax({ outer, size, inner }: ReduceSizes, x: ArrayLike<number>, logarithm: boolean): Expected {
  const values = new Float64Array(outer * size * inner);
  const bounds = new Float64Array(values.length);
  for (let lane = 0; lane < outer * inner; lane += 1) {
    const first = Math.floor(lane / inner) * size * inner + (lane % inner);
    const at = (i: number): number => first + i * inner;
    let max = -Infinity;
    for (let i = 0; i < size; i += 1) max = Math.max(max, x[at(i)]!);
    let sum = 0;
    let spread = 0;
    for (let i = 0; i < size; i += 1) {
      const distance = x[at(i)]! - max;
      const power = Math.exp(distance);
      sum += power;
      if (power > 0) spread += power * (8 + 6 * Math.abs(distance));
    }
    const sumError = spread / sum + size;
    for (let i = 0; i < size; i += 1) {
      const distance = x[at(i)]! - max;
      const value = logarithm ? distance - Math.log(sum) : Math.exp(distance) / sum;
      values[at(i)] = value;
      const units = logarithm
        ? 2 * Math.abs(distance) + Math.abs(value) + sumError + 8 * Math.max(1, Math.log(sum))
        : value === 0
          ? 0
          : value * (13 + 6 * Math.abs(distance) + sumError);
      bounds[at(i)] = SAFETY * UNIT_ROUNDOFF * units + 4 * SMALLEST_NORMAL;
    }
  }
  return { values, bounds };
}
