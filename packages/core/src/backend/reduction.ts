import type { BackendBuffer } from './storage.ts';

/** Over no elements, `sum` is 0, `mean` NaN, `max` -Infinity and `min` Infinity. NaN goes through all of them. */
export type ReduceFunction = 'sum' | 'mean' | 'max' | 'min';

/** `x` is `[outer, size, inner]` and `y` `[outer, inner]`, dense; the middle dimension is reduced. */
export interface Reduce<B extends BackendBuffer = BackendBuffer> {
  readonly function: ReduceFunction;
  readonly x: B;
  readonly y: B;
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** As {@link Reduce}, with the int32 index of the largest element in `y`: the first of equals; a NaN counts as largest. */
export interface Argmax<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  readonly y: B;
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

export interface ReductionKernels<B extends BackendBuffer = BackendBuffer> {
  reduce(op: Reduce<B>): void;
  argmax(op: Argmax<B>): void;
}
