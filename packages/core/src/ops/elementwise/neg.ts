import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { affine } from './affine.ts';

/**
 * `-x`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * neg(tensor([1, -2], [2]));   // [-1, 2]
 * ```
 */
export function neg<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return affine(x, -1, 0);
}
