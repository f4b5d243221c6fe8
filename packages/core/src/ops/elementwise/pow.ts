import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { affine } from './affine.ts';
import { mul } from './mul.ts';

/**
 * `x` to a constant exponent. The gradient is `dy * exponent * x^(exponent - 1)`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * pow(tensor([2, 3], [2]), 3);   // [8, 27]
 * ```
 */
export function pow<const S extends Shape>(x: Tensor<S>, exponent: number): Tensor<S> {
  const y = applyUnary('pow', x, 'pow', exponent);
  return record(y, {
    operation: 'pow',
    inputs: [x],
    saved: [x],
    gradients: [
      (dy, [x]) => {
        // 0 * x^-1 would be NaN at 0.
        if (exponent === 0) return affine(dy, 0, 0);
        return mul(dy, affine(pow(x, exponent - 1), exponent, 0));
      },
    ],
  }) as Tensor<Shape> as Tensor<S>;
}
