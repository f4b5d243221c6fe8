import { record } from '../../autograd/record.ts';
import { type ReduceShape, reduceRule } from '../../shape/reduce.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { affine } from '../elementwise/affine.ts';
import { broadcastTo } from '../movement/broadcast-to.ts';
import { reshape } from '../movement/reshape.ts';
import { backendOf } from '../operands.ts';
import { keptShape, reduceAxes, type ReduceOptions } from './reduce-axes.ts';

/**
 * Mean over axes (default all); NaN over no elements. The gradient repeats `dy / n`.
 *
 * @throws ShapeError when an axis does not exist or is given twice.
 * @example
 * ```ts
 * mean(tensor([1, 2, 3, 4], [2, 2]), { axis: 1 });   // [1.5, 3.5]
 * ```
 */
export function mean<
  const S extends Shape,
  const Axis extends number | readonly number[] | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Arg<ReduceShape<'mean', S, Axis, KeepDims>, Tensor<S>>,
  options?: ReduceOptions<Axis, KeepDims>,
): Out<ReduceShape<'mean', S, Axis, KeepDims>>;
export function mean(x: Tensor, options: ReduceOptions<number | readonly number[], boolean> = {}): Tensor {
  backendOf('mean', x);
  const { shape, axes } = reduceRule('mean', x.shape, options.axis, options.keepDims ?? false);
  const [full, kept] = [[...x.shape], keptShape(x.shape, axes)];
  const y = reduceAxes('mean', 'mean', x, axes, shape);
  const share = y.size / x.size;
  return record(y, {
    operation: 'mean',
    inputs: [x],
    gradients: [(dy) => broadcastTo(reshape(affine(dy, share, 0), kept), full)],
  });
}
