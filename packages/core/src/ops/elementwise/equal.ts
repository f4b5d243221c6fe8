import { scope } from '../../memory/scope.ts';
import type { BroadcastShape } from '../../shape/broadcast.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { applyBinary } from './apply-binary.ts';
import { operand } from './operand.ts';

/**
 * 1 where `a = b`, else 0 (also where an operand is NaN). Shapes broadcast by the NumPy rule. It is constant
 * almost everywhere, so no gradient flows through it.
 *
 * @throws ShapeError when the shapes do not broadcast; BackendError for operands on two backends.
 * @example
 * ```ts
 * equal(tensor([1, 2], [2]), 2);   // [0, 1]
 * ```
 */
export function equal<const A extends Shape>(a: Tensor<A>, b: number): Tensor<A>;
export function equal<const A extends Shape, const B extends Shape>(
  a: Tensor<A>,
  b: Arg<BroadcastShape<'equal', A, B>, Tensor<B>>,
): Out<BroadcastShape<'equal', A, B>>;
export function equal(a: Tensor, b: Tensor | number): Tensor {
  return scope(() => applyBinary('equal', 'equal', a, operand('equal', b, a)));
}
