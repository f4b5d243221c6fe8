import { type ReduceShape, reduceRule } from '../../shape/reduce.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyIntTensor, type IndexOut, type IntTensor, type Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import type { ReduceOptions } from './reduce-axes.ts';

/**
 * Position of the largest element along one axis, `argmax x[i]` (default: in the whole tensor, counted row-major): the
 * first of equals, a NaN counts as largest. No gradient flows through it.
 *
 * @throws ShapeError when the axis does not exist.
 * @example
 * ```ts
 * argmax(tensor([1, 5, 2, 0], [2, 2]), { axis: 1 });   // IntTensor<[2]>: [1, 0]
 * ```
 */
export function argmax<
  const S extends Shape,
  const Axis extends number | undefined = undefined,
  const KeepDims extends boolean = false,
>(
  x: Arg<ReduceShape<'argmax', S, Axis, KeepDims>, Tensor<S>>,
  options?: ReduceOptions<Axis, KeepDims>,
): IndexOut<ReduceShape<'argmax', S, Axis, KeepDims>>;
export function argmax(x: Tensor, options: ReduceOptions<number, boolean> = {}): IntTensor {
  const backend = backendOf('argmax', x);
  const { shape, axes } = reduceRule('argmax', x.shape, options.axis, options.keepDims ?? false);
  const before = axes[0] ?? 0;
  const after = (axes.at(-1) ?? -1) + 1;
  const y = emptyIntTensor(backend, shape);
  const product = (from: number, to: number): number => x.shape.slice(from, to).reduce((a, b) => a * b, 1);
  backend.argmax({
    x: x.storage.buffer,
    y: y.storage.buffer,
    outer: product(0, before),
    size: product(before, after),
    inner: product(after, x.rank),
  });
  return y;
}
