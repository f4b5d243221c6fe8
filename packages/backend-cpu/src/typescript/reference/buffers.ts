import type { CpuBuffer } from '../../cpu-buffer.ts';

/** A float32 buffer that holds `values`. */
export function floatBuffer(values: ArrayLike<number>): CpuBuffer {
  return { dtype: 'float32', length: values.length, data: Float32Array.from(values) };
}

/** An int32 buffer that holds `values`. */
export function intBuffer(values: ArrayLike<number>): CpuBuffer {
  return { dtype: 'int32', length: values.length, data: Int32Array.from(values) };
}

/** A destination: whatever its kernel does not write stays NaN. */
export function nanBuffer(length: number): CpuBuffer {
  return floatBuffer(new Float32Array(length).fill(Number.NaN));
}

/** Numbers in [-1, 1), the same ones for the same seed. */
export function randomFloats(length: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** What a buffer holds, as plain numbers. */
export function valuesOf(buffer: CpuBuffer): number[] {
  return [...(buffer.data ?? [])];
}

/** Sums of products in doubles, and beside each the sum of the magnitudes of its products. */
export interface Sums {
  readonly values: Float64Array;
  readonly magnitudes: Float64Array;
}

export function zeroSums(length: number): Sums {
  return { values: new Float64Array(length), magnitudes: new Float64Array(length) };
}

export function addProduct(sums: Sums, at: number, product: number): void {
  sums.values[at]! += product;
  sums.magnitudes[at]! += Math.abs(product);
}

/**
 * The largest error of a result, in units of float32 roundoff of the magnitudes that were summed: about 1 where a kernel
 * sums in doubles. NaN equals NaN, and nothing else.
 */
export function errorOf(result: CpuBuffer, expected: Sums): number {
  let largest = 0;
  valuesOf(result).forEach((value, i) => {
    const error = Math.abs(value - expected.values[i]!);
    if (Object.is(value, expected.values[i]) || error === 0) return;
    largest = Math.max(largest, error / (expected.magnitudes[i]! * 2 ** -24));
  });
  return largest;
}
