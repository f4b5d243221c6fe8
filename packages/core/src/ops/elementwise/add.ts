import { record } from '../../autograd/record.ts';
import type { BroadcastShape } from '../../shape/broadcast.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { sumTo } from '../movement/sum-to.ts';
import { affine } from './affine.ts';
import { applyBinary } from './apply-binary.ts';

/**
 * Sum, element by element.
 *
 * Shapes broadcast by the NumPy rule: aligned at the end, lengths equal or 1. The gradients are `dy` and `dy`.
 *
 * @throws ShapeError when the shapes do not broadcast; BackendError for operands on two backends.
 * @example
 * ```ts
 * add(tensor([1, 2], [2]), tensor([10, 20], [2]));   // [11, 22]
 * ```
 */
export function add<const A extends Shape>(a: Tensor<A>, b: number): Tensor<A>;
export function add<const A extends Shape, const B extends Shape>(
  a: Tensor<A>,
  b: Arg<BroadcastShape<'add', A, B>, Tensor<B>>,
): Out<BroadcastShape<'add', A, B>>;
export function add(a: Tensor, b: Tensor | number): Tensor {
  if (typeof b === 'number') return affine(a, 1, b);
  const y = applyBinary('add', 'add', a, b);
  const [aShape, bShape] = [a.shape, b.shape];
  return record(y, {
    operation: 'add',
    inputs: [a, b],
    gradients: [(dy) => sumTo(dy, aShape), (dy) => sumTo(dy, bShape)],
  });
}
