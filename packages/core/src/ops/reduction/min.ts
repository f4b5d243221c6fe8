import { record } from '../../autograd/record.ts';
import { type ReduceShape, reduceRule } from '../../shape/reduce.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { gradientToExtreme } from './gradient-to-extreme.ts';
import { backendOf } from '../operands.ts';
import { keptShape, reduceAxes, type ReduceOptions } from './reduce-axes.ts';

/**
 * Smallest element over axes, `min x[i]` (default: all); NaN where there is one, Infinity over no elements. The gradient
 * goes to the smallest element, in equal shares where there are several.
 *
 * @throws ShapeError when an axis does not exist or is given twice.
 * @example
 * ```ts
 * min(tensor([1, 2, 3, 4], [2, 2]), { axis: 1 });   // [1, 3]
 * ```
 */
export function min<
  const S extends Shape,
  const Axis extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Arg<ReduceShape<'min', S, Axis, KeepDims>, Tensor<S>>,
  options?: ReduceOptions<Axis, KeepDims>,
): Out<ReduceShape<'min', S, Axis, KeepDims>>;
export function min(x: Tensor, options: ReduceOptions<number | readonly number[], boolean> = {}): Tensor {
  backendOf('min', x);
  const { shape, axes } = reduceRule('min', x.shape, options.axis, options.keepDims ?? false);
  const kept = keptShape(x.shape, axes);
  const y = reduceAxes('min', 'min', x, axes, shape);
  return record(y, {
    operation: 'min',
    inputs: [x],
    saved: [x, y],
    gradients: [(dy, [x, y]) => gradientToExtreme(dy, x, y, axes, kept)],
  });
}
