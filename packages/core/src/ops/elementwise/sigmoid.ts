import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { affine } from './affine.ts';
import { mul } from './mul.ts';

/**
 * Logistic function, `1 / (1 + exp(-x))`. The gradient is `dy * y * (1 - y)`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * sigmoid(tensor([0], [1]));   // [0.5]
 * ```
 */
export function sigmoid<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('sigmoid', x, 'sigmoid');
  return record(y, {
    operation: 'sigmoid',
    inputs: [x],
    saved: [y],
    gradients: [
      (dy, [y]) => {
        return mul(dy, mul(y, affine(y, -1, 1)));
      },
    ],
  }) as Tensor<Shape> as Tensor<S>;
}
