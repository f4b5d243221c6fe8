import { record } from '../../autograd/record.ts';
import { ShapeError } from '../../errors.ts';
import { type ConcatShape, concatRule } from '../../shape/concat.ts';
import type { Arg } from '../../shape/rule.ts';
import { emptyTensor, type Out, type Tensor } from '../../tensor.ts';
import { backendOf, denseStrides } from '../operands.ts';
import { slice } from './slice.ts';
import { stridedCopy } from './strided-copy.ts';

/** The shapes of a list of tensors. */
type ShapesOf<T extends readonly Tensor[]> = { readonly [I in keyof T]: T[I] extends Tensor<infer S> ? S : never };

/**
 * Joins tensors along `axis`; all other dimensions must agree. The gradient is cut into the parts.
 *
 * @throws ShapeError when shapes disagree or nothing is given; BackendError for operands on two backends.
 * @example
 * ```ts
 * concat([zeros([8, 3, 4, 4]), ones([8, 5, 4, 4])], 1);   // Tensor<[8, 8, 4, 4]>
 * ```
 */
export function concat<const T extends readonly Tensor[], const Axis extends number>(
  tensors: Arg<ConcatShape<ShapesOf<T>, Axis>, T>,
  axis: Axis,
): Out<ConcatShape<ShapesOf<T>, Axis>>;
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  if (tensors.length === 0) throw new ShapeError('concat: nothing to join; give at least one tensor');
  const [first, ...others] = tensors as readonly [Tensor, ...Tensor[]];
  const backend = backendOf('concat', first, ...others);
  const shapes = tensors.map((part) => part.shape);
  const { shape, axis: along } = concatRule(shapes, axis);
  const y = emptyTensor(backend, shape);
  const strides = denseStrides(shape);
  let start = 0;
  const rules = tensors.map((part) => {
    const begin = start;
    start += part.shape[along] ?? 0;
    const end = start;
    const offset = begin * (strides[along] ?? 0);
    stridedCopy(
      backend,
      part.shape,
      { tensor: part, offset: 0, strides: denseStrides(part.shape) },
      { tensor: y, offset, strides },
    );
    const ranges = shape.map((_, dimension) => (dimension === along ? ([begin, end] as const) : null));
    return (dy: Tensor<number[]>): Tensor<number[]> => slice(dy, ranges);
  });
  return record(y, { operation: 'concat', inputs: tensors, gradients: rules });
}
