import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';
import { mul } from './mul.ts';
import { step } from './step.ts';

/**
 * Rectifier, `max(x, 0)`; NaN stays NaN. The gradient is `dy` where `x > 0`, else 0.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * relu(tensor([-1, 2], [2]));   // [0, 2]
 * ```
 */
export function relu<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return recordRelu(x, applyUnary('relu', x, 'relu')) as Tensor<Shape> as Tensor<S>;
}

/** Notes that `y` is the rectified `x`, whoever computed it. The gradient needs `y` only. */
export function recordRelu(x: Tensor, y: Tensor<number[]>): Tensor<number[]> {
  return record(y, {
    operation: 'relu',
    inputs: [x],
    saved: [y],
    gradients: [(dy, [y]) => mul(dy, step(y))],
  });
}
