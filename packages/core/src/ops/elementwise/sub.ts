import { record } from '../../autograd/record.ts';
import type { BroadcastShape } from '../../shape/broadcast.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { sumTo } from '../movement/sum-to.ts';
import { applyBinary } from './apply-binary.ts';
import { affine } from './affine.ts';

/**
 * Difference, element by element.
 *
 * Shapes broadcast by the NumPy rule: aligned at the end, lengths equal or 1. The gradients are `dy` and `-dy`.
 *
 * @throws ShapeError when the shapes do not broadcast; BackendError for operands on two backends.
 * @example
 * ```ts
 * sub(tensor([11, 22], [2]), tensor([1, 2], [2]));   // [10, 20]
 * ```
 */
export function sub<const A extends Shape>(a: Tensor<A>, b: number): Tensor<A>;
export function sub<const A extends Shape, const B extends Shape>(
  a: Tensor<A>,
  b: Arg<BroadcastShape<'sub', A, B>, Tensor<B>>,
): Out<BroadcastShape<'sub', A, B>>;
export function sub(a: Tensor, b: Tensor | number): Tensor {
  if (typeof b === 'number') return affine(a, 1, -b);
  const y = applyBinary('sub', 'sub', a, b);
  const [aShape, bShape] = [a.shape, b.shape];
  return record(y, {
    operation: 'sub',
    inputs: [a, b],
    gradients: [(dy) => sumTo(dy, aShape), (dy) => sumTo(affine(dy, -1, 0), bShape)],
  });
}
