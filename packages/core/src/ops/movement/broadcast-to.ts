import { record } from '../../autograd/record.ts';
import { ShapeError } from '../../errors.ts';
import { broadcastRule } from '../../shape/broadcast.ts';
import { sameShape, type Shape, showShape } from '../../shape/shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { backendOf, denseStrides } from '../operands.ts';
import { stridedCopy } from './strided-copy.ts';
import { sumTo } from './sum-to.ts';

/**
 * Repeats `x` to `shape` by the NumPy rule. The gradient sums over the repeats. Binary operations do this by themselves
 * and without the copy.
 *
 * @throws ShapeError when `x` does not broadcast to `shape`.
 * @example
 * ```ts
 * broadcastTo(tensor([1, 2], [2, 1]), [2, 3]);   // [[1, 1, 1], [2, 2, 2]]
 * ```
 */
export function broadcastTo<const T extends number[]>(x: Tensor, shape: readonly [...T]): Tensor<T> {
  const backend = backendOf('broadcastTo', x);
  if (!sameShape(broadcastRule('broadcastTo', x.shape, shape), shape)) {
    throw new ShapeError(`broadcastTo: ${showShape(x.shape)} does not broadcast to ${showShape(shape)}`);
  }
  const before = x.shape;
  const y = emptyTensor(backend, [...shape]);
  const strides = denseStrides(x.shape).map((stride, axis) => (before[axis] === 1 ? 0 : stride));
  stridedCopy(
    backend,
    shape,
    { tensor: x, offset: 0, strides: [...new Array<number>(shape.length - x.rank).fill(0), ...strides] },
    { tensor: y, offset: 0, strides: denseStrides(shape) },
  );
  record(y, { operation: 'broadcastTo', inputs: [x], gradients: [(dy) => sumTo(dy, before)] });
  return y as Tensor<Shape> as Tensor<T>;
}
