import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { mul } from './mul.ts';
import { step } from './step.ts';

/**
 * `x` where it is positive, else `slope * x`. The gradient is `dy`, times `slope` where x is not positive.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * leakyRelu(tensor([-1, 2], [2]), 0.1);   // [-0.1, 2]
 * ```
 */
export function leakyRelu<const S extends Shape>(x: Tensor<S>, slope = 0.01): Tensor<S> {
  const y = applyUnary('leakyRelu', x, 'leakyRelu', slope);
  return record(y, {
    operation: 'leakyRelu',
    inputs: [x],
    saved: [x],
    gradients: [(dy, [x]) => mul(dy, step(x, slope))],
  }) as Tensor<Shape> as Tensor<S>;
}
