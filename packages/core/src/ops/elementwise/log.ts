import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { div } from './div.ts';

/**
 * Natural logarithm: NaN below 0, -Infinity at 0. The gradient is `dy / x`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * log(tensor([1, Math.E], [2]));   // [0, 1]
 * ```
 */
export function log<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('log', x, 'log');
  return record(y, {
    operation: 'log',
    inputs: [x],
    saved: [x],
    gradients: [(dy, [x]) => div(dy, x)],
  }) as Tensor<Shape> as Tensor<S>;
}
