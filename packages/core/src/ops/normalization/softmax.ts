import { record } from '../../autograd/record.ts';
import type { Arg } from '../../shape/rule.ts';
import { type AxisOf, normalizeAxis, type Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { backendOf } from '../operands.ts';
import { sum } from '../reduction/sum.ts';
import { normalize } from './normalize.ts';

/**
 * `exp(x) / sum(exp(x))` along `axis` (default: the last), computed without overflow. With y the result, the gradient is
 * `y * (dy - sum(dy * y))`.
 *
 * @throws ShapeError when the axis does not exist.
 * @example
 * ```ts
 * softmax(tensor([0, 0, 1000, 1000], [2, 2]), 0);   // [[0, 0], [1, 1]]
 * ```
 */
export function softmax<const S extends Shape, const Axis extends number = -1>(
  x: Arg<AxisOf<'softmax', S, Axis>, Tensor<S>>,
  axis?: Axis,
): Tensor<S>;
export function softmax(x: Tensor, axis = -1): Tensor {
  backendOf('softmax', x);
  const along = normalizeAxis('softmax', axis, x.rank, x.shape);
  const y = normalize(x, along, false);
  return record(y, {
    operation: 'softmax',
    inputs: [x],
    saved: [y],
    gradients: [(dy, [y]) => mul(y, sub(dy, sum(mul(dy, y), { axis: along, keepDims: true })))],
  });
}
