import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { add } from './add.ts';
import { affine } from './affine.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * Sigmoid linear unit, `x * sigmoid(x)`. With `s = sigmoid(x)` the gradient is `dy * (s + x * s * (1 - s))`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * silu(tensor([0, 1], [2]));   // [0, 0.7310586]
 * ```
 */
export function silu<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('silu', x, 'silu');
  return record(y, {
    operation: 'silu',
    inputs: [x],
    saved: [x],
    gradients: [
      (dy, [x]) => {
        const s = sigmoid(x);
        return mul(dy, add(s, mul(x, mul(s, affine(s, -1, 1)))));
      },
    ],
  }) as Tensor<Shape> as Tensor<S>;
}
