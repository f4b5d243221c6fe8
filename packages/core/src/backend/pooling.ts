import type { Geometry } from '../shape/geometry.ts';
import type { BackendBuffer } from './storage.ts';

/**
 * `x` is `[planes, ...input]`, `y` and `indices` are `[planes, ...output]`. `indices` (int32) gets the position of the
 * winner inside its plane of `x`: the first of equals in row-major order; a NaN wins. A window that touches no input
 * gives -Infinity and index -1.
 */
export interface MaxPool<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  readonly y: B;
  readonly indices: B;
  readonly planes: number;
  /** Sizes along each spatial axis; a window may hang over the edge. */
  readonly geometry: Geometry;
}

/**
 * The adjoint: `dx[plane, indices[plane, o]] += dy[plane, o]`, everything else 0. `dx` is overwritten. The indices are those
 * of {@link MaxPool}, so each is -1 or lies in its window: a kernel may look for the windows of a cell.
 */
export interface MaxPoolGradient<B extends BackendBuffer = BackendBuffer> {
  readonly dy: B;
  readonly indices: B;
  readonly dx: B;
  /** Images times channels. */
  readonly planes: number;
  /** That of the pool. */
  readonly geometry: Geometry;
}

/**
 * Mean over each window. The divisor counts the taps inside the input, or with `countIncludePad` those inside the padded
 * input, `-padBefore <= cell < input + padAfter` (a ceil-mode window may hang over even that). 0 taps give 0.
 */
export interface AvgPool<B extends BackendBuffer = BackendBuffer> {
  /** `[planes, ...input]`, read. */
  readonly x: B;
  /** `[planes, ...output]`, overwritten. */
  readonly y: B;
  /** Images times channels. */
  readonly planes: number;
  /** Sizes along each spatial axis; a window may hang over the edge. */
  readonly geometry: Geometry;
  readonly countIncludePad: boolean;
}

/** The adjoint of {@link AvgPool}: `dy` is `[planes, ...output]`, `dx` `[planes, ...input]` and overwritten. */
export interface AvgPoolGradient<B extends BackendBuffer = BackendBuffer> {
  readonly dy: B;
  readonly dx: B;
  readonly planes: number;
  /** That of the pool. */
  readonly geometry: Geometry;
  /** That of the pool. */
  readonly countIncludePad: boolean;
}

/** Pools of one channel at a time, and their gradients. */
export interface PoolingKernels<B extends BackendBuffer = BackendBuffer> {
  /** The largest of each window, and where it is; see {@link MaxPool}. */
  maxPool(op: MaxPool<B>): void;
  /** Its gradient; see {@link MaxPoolGradient}. */
  maxPoolGradient(op: MaxPoolGradient<B>): void;
  /** The mean of each window; see {@link AvgPool}. */
  avgPool(op: AvgPool<B>): void;
  /** Its gradient; see {@link AvgPoolGradient}. */
  avgPoolGradient(op: AvgPoolGradient<B>): void;
}
