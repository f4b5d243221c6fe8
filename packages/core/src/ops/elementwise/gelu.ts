import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { add } from './add.ts';
import { affine } from './affine.ts';
import { erf } from './erf.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';

/**
 * Gaussian error linear unit in its exact form, `x * Phi(x)` (Hendrycks and Gimpel, 2016). With `phi` the density of
 * the normal distribution and `Phi` its integral, the gradient is `dy * (Phi(x) + x * phi(x))`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * gelu(tensor([0, 1], [2]));   // [0, 0.8413447]
 * ```
 */
export function gelu<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('gelu', x, 'gelu');
  return record(y, {
    operation: 'gelu',
    inputs: [x],
    saved: [x],
    gradients: [
      (dy, [x]) => {
        const integral = affine(erf(affine(x, Math.SQRT1_2, 0)), 0.5, 0.5);
        const density = affine(exp(affine(mul(x, x), -0.5, 0)), 1 / Math.sqrt(2 * Math.PI), 0);
        return mul(dy, add(integral, mul(x, density)));
      },
    ],
  }) as Tensor<Shape> as Tensor<S>;
}
