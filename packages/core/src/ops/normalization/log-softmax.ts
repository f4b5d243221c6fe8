import { record } from '../../autograd/record.ts';
import type { Arg } from '../../shape/rule.ts';
import { type AxisOf, normalizeAxis, type Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { exp } from '../elementwise/exp.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { backendOf } from '../operands.ts';
import { sum } from '../reduction/sum.ts';
import { normalize } from './normalize.ts';

/**
 * `x - log(sum(exp(x)))` along `axis` (default: the last): the logarithm of `softmax`, accurate where that is nearly 0.
 * With y the result, the gradient is `dy - exp(y) * sum(dy)`.
 *
 * @throws ShapeError when the axis does not exist.
 * @example
 * ```ts
 * logSoftmax(tensor([0, 1000], [2]));   // [-1000, 0]
 * ```
 */
export function logSoftmax<const S extends Shape, const Axis extends number = -1>(
  x: Arg<AxisOf<'logSoftmax', S, Axis>, Tensor<S>>,
  axis?: Axis,
): Tensor<S>;
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  backendOf('logSoftmax', x);
  const along = normalizeAxis('logSoftmax', axis, x.rank, x.shape);
  const y = normalize(x, along, true);
  return record(y, {
    operation: 'logSoftmax',
    inputs: [x],
    saved: [y],
    gradients: [(dy, [y]) => sub(dy, mul(exp(y), sum(dy, { axis: along, keepDims: true })))],
  });
}
