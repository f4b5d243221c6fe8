import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { mul } from './mul.ts';
import { sign } from './sign.ts';

/**
 * Absolute value. The gradient is `dy * sign(x)`, 0 at 0.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * abs(tensor([-1, 2], [2]));   // [1, 2]
 * ```
 */
export function abs<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('abs', x, 'abs');
  return record(y, {
    operation: 'abs',
    inputs: [x],
    saved: [x],
    gradients: [(dy, [x]) => mul(dy, sign(x))],
  }) as Tensor<Shape> as Tensor<S>;
}
