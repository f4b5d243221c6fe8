import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { affine } from './affine.ts';
import { mul } from './mul.ts';

/**
 * Hyperbolic tangent. The gradient is `dy * (1 - y²)`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * tanh(tensor([0], [1]));   // [0]
 * ```
 */
export function tanh<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('tanh', x, 'tanh');
  return record(y, {
    operation: 'tanh',
    inputs: [x],
    saved: [y],
    gradients: [
      (dy, [y]) => {
        return mul(dy, affine(mul(y, y), -1, 1));
      },
    ],
  }) as Tensor<Shape> as Tensor<S>;
}
