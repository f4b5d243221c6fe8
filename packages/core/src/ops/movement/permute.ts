import { record } from '../../autograd/record.ts';
import { type PermuteShape, permuteRule } from '../../shape/permute.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyTensor, type Out, type Tensor } from '../../tensor.ts';
import { backendOf, denseStrides } from '../operands.ts';
import { stridedCopy } from './strided-copy.ts';

/**
 * Reorders dimensions: dimension `i` of the result is dimension `axes[i]` of `x`. The gradient is the inverse permutation.
 *
 * @throws ShapeError when `axes` is not a permutation of the dimensions.
 * @example
 * ```ts
 * permute(zeros([8, 32, 32, 3]), [0, 3, 1, 2]);   // Tensor<[8, 3, 32, 32]>: NHWC to NCHW
 * ```
 */
export function permute<const S extends Shape, const Axes extends readonly number[]>(
  x: Arg<PermuteShape<S, Axes>, Tensor<S>>,
  axes: Axes,
): Out<PermuteShape<S, Axes>>;
export function permute(x: Tensor, axes: readonly number[]): Tensor {
  const backend = backendOf('permute', x);
  const { shape, axes: from } = permuteRule(x.shape, axes);
  const strides = denseStrides(x.shape);
  const y = emptyTensor(backend, shape);
  stridedCopy(
    backend,
    shape,
    { tensor: x, offset: 0, strides: from.map((axis) => strides[axis] ?? 0) },
    { tensor: y, offset: 0, strides: denseStrides(shape) },
  );
  const inverse = from.map((_, axis) => from.indexOf(axis));
  return record(y, { operation: 'permute', inputs: [x], gradients: [(dy) => permute(dy, inverse)] });
}
