import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';

/**
 * 1 where `x` is positive, else `slope`: the derivative of `relu` and `leakyRelu`. It is constant almost everywhere, so no gradient flows through it.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * step(tensor([-3, 2], [2]));   // [0, 1]
 * ```
 */
export function step<const S extends Shape>(x: Tensor<S>, slope = 0): Tensor<S> {
  return applyUnary('step', x, 'step', slope) as Tensor<Shape> as Tensor<S>;
}
