/** Reduces `x` `[outer, size, inner]` to `y` `[outer, inner]`. */
@unmanaged
export class ReduceJob {
  x: usize;
  y: usize;
  outer: i32;
  size: i32;
  inner: i32;
  /** Rows (inner = 1), or neighbouring columns of one row, a multiple of 8. */
  perChunk: i32;
  /** Whether a sum is divided by `size`. */
  isMean: i32;
}
