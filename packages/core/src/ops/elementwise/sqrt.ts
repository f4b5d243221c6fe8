import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { affine } from './affine.ts';
import { div } from './div.ts';

/**
 * Square root: NaN below 0. The gradient is `dy / (2 y)`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * sqrt(tensor([4, 9], [2]));   // [2, 3]
 * ```
 */
export function sqrt<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  const y = applyUnary('sqrt', x, 'sqrt');
  return record(y, {
    operation: 'sqrt',
    inputs: [x],
    saved: [y],
    gradients: [(dy, [y]) => affine(div(dy, y), 0.5, 0)],
  }) as Tensor<Shape> as Tensor<S>;
}
