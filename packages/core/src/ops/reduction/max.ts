import { record } from '../../autograd/record.ts';
import { type ReduceShape, reduceRule } from '../../shape/reduce.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { gradientToExtreme } from './gradient-to-extreme.ts';
import { backendOf } from '../operands.ts';
import { keptShape, reduceAxes, type ReduceOptions } from './reduce-axes.ts';

/**
 * Largest element over axes, `max x[i]` (default: all); NaN where there is one, -Infinity over no elements. The gradient
 * goes to the largest element, in equal shares where there are several.
 *
 * @throws ShapeError when an axis does not exist or is given twice.
 * @example
 * ```ts
 * max(tensor([1, 2, 3, 4], [2, 2]), { axis: 1 });   // [2, 4]
 * ```
 */
export function max<
  const S extends Shape,
  const Axis extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Arg<ReduceShape<'max', S, Axis, KeepDims>, Tensor<S>>,
  options?: ReduceOptions<Axis, KeepDims>,
): Out<ReduceShape<'max', S, Axis, KeepDims>>;
export function max(x: Tensor, options: ReduceOptions<number | readonly number[], boolean> = {}): Tensor {
  backendOf('max', x);
  const { shape, axes } = reduceRule('max', x.shape, options.axis, options.keepDims ?? false);
  const kept = keptShape(x.shape, axes);
  const y = reduceAxes('max', 'max', x, axes, shape);
  return record(y, {
    operation: 'max',
    inputs: [x],
    saved: [x, y],
    gradients: [(dy, [x, y]) => gradientToExtreme(dy, x, y, axes, kept)],
  });
}
