import type { BackendBuffer } from './storage.ts';

/** Over no elements, `sum` is 0, `mean` NaN, `max` -Infinity and `min` Infinity. NaN goes through all of them. */
export type ReduceFunction = 'sum' | 'mean' | 'max' | 'min';

/** `x` is `[outer, size, inner]` and `y` `[outer, inner]`, dense; the middle dimension is reduced. */
export interface Reduce<B extends BackendBuffer = BackendBuffer> {
  /** Which reduction. */
  readonly function: ReduceFunction;
  readonly x: B;
  readonly y: B;
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** As {@link Reduce}, with the int32 index of the largest element in `y`: the first of equals; a NaN counts as largest. */
export interface Argmax<B extends BackendBuffer = BackendBuffer> {
  /** `[outer, size, inner]`, float32, read. */
  readonly x: B;
  readonly y: B;
  /** Product of the dimensions before the one that is searched. */
  readonly outer: number;
  /** Length of the dimension that is searched. */
  readonly size: number;
  /** Product of the dimensions behind it. */
  readonly inner: number;
}

/** Kernels that make one number of many. */
export interface ReductionKernels<B extends BackendBuffer = BackendBuffer> {
  /** Sums, means and extremes along a dimension; see {@link Reduce}. */
  reduce(op: Reduce<B>): void;
  /** Where the largest element of a dimension is; see {@link Argmax}. */
  argmax(op: Argmax<B>): void;
}
