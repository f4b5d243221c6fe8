import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { mul } from './mul.ts';

/**
 * `x²`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * square(tensor([3], [1]));   // [9]
 * ```
 */
export function square<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return mul(widen(x), widen(x)) as Tensor<Shape> as Tensor<S>;
}
