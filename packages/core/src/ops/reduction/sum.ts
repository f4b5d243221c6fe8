import { record } from '../../autograd/record.ts';
import { type ReduceShape, reduceRule } from '../../shape/reduce.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { broadcastTo } from '../movement/broadcast-to.ts';
import { reshape } from '../movement/reshape.ts';
import { backendOf } from '../operands.ts';
import { keptShape, reduceAxes, type ReduceOptions } from './reduce-axes.ts';

/**
 * Sum over axes (default all). The gradient repeats `dy` over what was summed.
 *
 * @throws ShapeError when an axis does not exist or is given twice.
 * @example
 * ```ts
 * sum(tensor([1, 2, 3, 4], [2, 2]), { axis: 1 });   // [3, 7]
 * ```
 */
export function sum<
  const S extends Shape,
  const Axis extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Arg<ReduceShape<'sum', S, Axis, KeepDims>, Tensor<S>>,
  options?: ReduceOptions<Axis, KeepDims>,
): Out<ReduceShape<'sum', S, Axis, KeepDims>>;
export function sum(x: Tensor, options: ReduceOptions<number | readonly number[], boolean> = {}): Tensor {
  backendOf('sum', x);
  const { shape, axes } = reduceRule('sum', x.shape, options.axis, options.keepDims ?? false);
  const [full, kept] = [[...x.shape], keptShape(x.shape, axes)];
  const y = reduceAxes('sum', 'sum', x, axes, shape);
  return record(y, {
    operation: 'sum',
    inputs: [x],
    gradients: [(dy) => broadcastTo(reshape(dy, kept), full)],
  });
}
