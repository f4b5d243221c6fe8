import { abs, add, affine, minimum, mul, sub, type Tensor } from '@gemmule/core';

/** A parabola that goes on as a line. */
export interface HuberForm {
  /** Where it does: a distance. */
  readonly corner: number;
  /** Factor of the squared distance before. */
  readonly square: number;
  /** Of the line behind. */
  readonly slope: number;
}

/**
 * `square near² + slope (|d| - near)` with `near = min(|d|, corner)`: one formula for both parts, in which no infinity is
 * multiplied, neither here nor in the gradient.
 */
export function huber(
  prediction: Tensor<number[]>,
  target: Tensor<number[]>,
  { corner, square, slope }: HuberForm,
): Tensor<number[]> {
  const distance = abs<number[]>(sub(prediction, target));
  const near = minimum(distance, corner);
  return add(mul(near, affine(near, square, 0)), affine(sub(distance, near), slope, 0));
}
