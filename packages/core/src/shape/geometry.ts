/**
 * One spatial axis of a convolution or a pooling window. All lengths are in cells.
 *
 * `input` is the side a convolution reads, `output` the side it writes. A transposed convolution uses the geometry
 * of the convolution that it transposes, so there `output` is what it reads and `input` is what it writes.
 */
export interface Axis {
  readonly input: number;
  readonly output: number;
  /** Taps. */
  readonly kernel: number;
  /** Cells from one window to the next. */
  readonly stride: number;
  /** Cells from one tap to the next. */
  readonly dilation: number;
  /** Cells in front of the input that count as 0, or are passed over by pools. */
  readonly padBefore: number;
  /** The same, behind the input. */
  readonly padAfter: number;
}

/** One {@link Axis} per spatial dimension, 1 to 3 of them, in the order of the tensor's dimensions. */
export type Geometry = readonly Axis[];
