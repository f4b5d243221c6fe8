import { logSoftmax as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { ShapeFn } from '../layer/shape-fn.ts';
import { alongAxis, type AlongAxis } from './along-axis.ts';

/**
 * `x - log(sum(exp(x)))` along `axis` (default: the last). A model that is trained with `crossEntropy` ends without it.
 *
 * @throws ShapeError when the axis is not an integer.
 * @example
 * ```ts
 * const y = nn.logSoftmax().forward(zeros([8, 10]));   // Tensor<[8, 10]>
 * ```
 */
export function logSoftmax<const Axis extends number = -1>(axis?: Axis): Layer<AlongAxis<'logSoftmax', Axis>>;
export function logSoftmax(axis = -1): Layer<ShapeFn> {
  return alongAxis('logSoftmax', axis, (x, along) => apply(x, along));
}
