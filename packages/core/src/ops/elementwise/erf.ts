import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { affine } from './affine.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';

/**
 * Error function. The gradient is `dy * 2 / sqrt(pi) * exp(-x²)`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * erf(tensor([0], [1]));   // [0]
 * ```
 */
export function erf<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('erf', x, 'erf');
  return record(y, {
    operation: 'erf',
    inputs: [x],
    saved: [x],
    gradients: [
      (dy, [x]) => {
        return affine(mul(dy, exp(affine(mul(x, x), -1, 0))), 2 / Math.sqrt(Math.PI), 0);
      },
    ],
  }) as Tensor<Shape> as Tensor<S>;
}
