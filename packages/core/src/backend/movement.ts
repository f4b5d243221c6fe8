import type { BackendBuffer } from './storage.ts';

/**
 * Copies a strided block: `y[yOffset + i·yStrides] = x[xOffset + i·xStrides]` for every index `i` of `shape`. Converts
 * between float32 (truncating) and int32 when the buffers' types differ. A stride of 0 in `xStrides` repeats.
 * Transposes, slices, concatenations and the inside of a padded array are all this one kernel. `x` is never `y`.
 */
export interface Copy<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  readonly xOffset: number;
  readonly xStrides: readonly number[];
  readonly y: B;
  readonly yOffset: number;
  readonly yStrides: readonly number[];
  readonly shape: readonly number[];
}

/** Sets the first `length` elements of `y` to `value`. */
export interface Fill<B extends BackendBuffer = BackendBuffer> {
  readonly y: B;
  readonly length: number;
  readonly value: number;
}

/** Kernels that move numbers and calculate nothing. */
export interface MovementKernels<B extends BackendBuffer = BackendBuffer> {
  /** Copies a strided block. What lies between its cells stays as it was. See {@link Copy}. */
  copy(op: Copy<B>): void;
  /** Writes one number many times; see {@link Fill}. */
  fill(op: Fill<B>): void;
}
