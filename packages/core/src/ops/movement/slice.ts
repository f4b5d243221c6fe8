import { record } from '../../autograd/record.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { type Range, type SliceShape, sliceRule } from '../../shape/slice.ts';
import { emptyTensor, type Out, type Tensor } from '../../tensor.ts';
import { backendOf, denseStrides } from '../operands.ts';
import { stridedCopy } from './strided-copy.ts';

/**
 * Part of `x`: per dimension `[start, end]` or `[start, end, step]`, or null for all of it; dimensions left out are whole.
 * Negative positions count from the end. The gradient is `dy` in its place among zeros.
 *
 * @throws ShapeError when a range leaves its dimension or its step is not a positive integer.
 * @example
 * ```ts
 * slice(tensor([1, 2, 3, 4, 5, 6], [2, 3]), [null, [1, 3]]);   // [[2, 3], [5, 6]]
 * ```
 */
export function slice<const S extends Shape, const Ranges extends readonly Range[]>(
  x: Arg<SliceShape<S, Ranges>, Tensor<S>>,
  ranges: Ranges,
): Out<SliceShape<S, Ranges>>;
export function slice(x: Tensor, ranges: readonly Range[]): Tensor {
  const backend = backendOf('slice', x);
  const { shape, starts, steps } = sliceRule(x.shape, ranges);
  const y = emptyTensor(backend, shape);
  stridedCopy(backend, shape, inside(x, starts, steps), { tensor: y, offset: 0, strides: denseStrides(shape) });
  const before = x.shape;
  return record(y, {
    operation: 'slice',
    inputs: [x],
    gradients: [(dy) => unslice(dy, before, starts, steps)],
  });
}

/** The adjoint of a slice: `x` written into zeros of `shape`. Its own gradient is the slice. */
function unslice(
  x: Tensor,
  shape: readonly number[],
  starts: readonly number[],
  steps: readonly number[],
): Tensor<number[]> {
  const backend = backendOf('slice', x);
  const y = emptyTensor(backend, shape);
  backend.fill({ y: y.storage.buffer, length: y.size, value: 0 });
  stridedCopy(backend, x.shape, { tensor: x, offset: 0, strides: denseStrides(x.shape) }, inside(y, starts, steps));
  const ranges = x.shape.map((length, axis): Range => {
    const [start, step] = [starts[axis] ?? 0, steps[axis] ?? 1];
    return length === 0 ? [0, 0] : [start, start + (length - 1) * step + 1, step];
  });
  return record(y, {
    operation: 'slice gradient',
    inputs: [x],
    gradients: [(dy) => slice(dy, ranges)],
  });
}

function inside(
  tensor: Tensor,
  starts: readonly number[],
  steps: readonly number[],
): Parameters<typeof stridedCopy>[2] {
  const strides = denseStrides(tensor.shape);
  return {
    tensor,
    offset: starts.reduce((sum, start, axis) => sum + start * (strides[axis] ?? 0), 0),
    strides: steps.map((step, axis) => step * (strides[axis] ?? 0)),
  };
}
