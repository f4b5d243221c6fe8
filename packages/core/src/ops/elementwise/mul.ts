import { record } from '../../autograd/record.ts';
import type { BroadcastShape } from '../../shape/broadcast.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { sumTo } from '../movement/sum-to.ts';
import { affine } from './affine.ts';
import { applyBinary } from './apply-binary.ts';

/**
 * Product, element by element.
 *
 * Shapes broadcast by the NumPy rule: aligned at the end, lengths equal or 1. The gradients are `dy * b` and `dy * a`.
 *
 * @throws ShapeError when the shapes do not broadcast; BackendError for operands on two backends.
 * @example
 * ```ts
 * mul(tensor([1, 2], [2]), 10);   // [10, 20]
 * ```
 */
export function mul<const A extends Shape>(a: Tensor<A>, b: number): Tensor<A>;
export function mul<const A extends Shape, const B extends Shape>(
  a: Tensor<A>,
  b: Arg<BroadcastShape<'mul', A, B>, Tensor<B>>,
): Out<BroadcastShape<'mul', A, B>>;
export function mul(a: Tensor, b: Tensor | number): Tensor {
  if (typeof b === 'number') return affine(a, b, 0);
  const y = applyBinary('mul', 'mul', a, b);
  const [aShape, bShape] = [a.shape, b.shape];
  return record(y, {
    operation: 'mul',
    inputs: [a, b],
    saved: [a, b],
    gradients: [(dy, [, y]) => sumTo(mul(dy, y), aShape), (dy, [x]) => sumTo(mul(dy, x), bShape)],
  });
}
