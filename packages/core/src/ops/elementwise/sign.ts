import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';

/**
 * The sign, `x > 0 ? 1 : x < 0 ? -1 : x`: -1, 0 or 1; NaN stays NaN. It is constant almost everywhere, so no gradient flows
 * through it.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * sign(tensor([-3, 0, 2], [3]));   // [-1, 0, 1]
 * ```
 */
export function sign<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return applyUnary('sign', x, 'sign') as Tensor<Shape> as Tensor<S>;
}
