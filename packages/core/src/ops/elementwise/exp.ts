import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { mul } from './mul.ts';

/**
 * Exponential function. The gradient is `dy * y`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * exp(tensor([0, 1], [2]));   // [1, 2.7182817]
 * ```
 */
export function exp<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('exp', x, 'exp');
  return record(y, {
    operation: 'exp',
    inputs: [x],
    saved: [y],
    gradients: [(dy, [y]) => mul(dy, y)],
  }) as Tensor<Shape> as Tensor<S>;
}
