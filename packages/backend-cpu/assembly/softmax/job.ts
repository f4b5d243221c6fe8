/** Softmax of `x` `[outer, size, inner]` over the middle dimension, or its logarithm. `y` may be `x`. */
@unmanaged
export class SoftmaxJob {
  x: usize;
  y: usize;
  outer: i32;
  size: i32;
  inner: i32;
  /** Rows (inner = 1), or neighbouring columns of one row, a multiple of 4. */
  perChunk: i32;
  logarithm: i32;
}
