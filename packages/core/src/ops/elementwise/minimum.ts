import { record } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import type { BroadcastShape } from '../../shape/broadcast.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { sumTo } from '../movement/sum-to.ts';
import { applyBinary } from './apply-binary.ts';
import { mul } from './mul.ts';
import { shareOfLarger as share } from './share-of-larger.ts';
import { operand } from './operand.ts';

/**
 * The smaller of two, element by element; NaN when either is.
 *
 * Shapes broadcast by the NumPy rule: aligned at the end, lengths equal or 1. The gradients are `dy` to the smaller one, half to each of equals.
 *
 * @throws ShapeError when the shapes do not broadcast; BackendError for operands on two backends.
 * @example
 * ```ts
 * minimum(tensor([1, 5], [2]), 3);   // [1, 3]
 * ```
 */
export function minimum<const A extends Shape>(a: Tensor<A>, b: number): Tensor<A>;
export function minimum<const A extends Shape, const B extends Shape>(
  a: Tensor<A>,
  b: Arg<BroadcastShape<'minimum', A, B>, Tensor<B>>,
): Out<BroadcastShape<'minimum', A, B>>;
export function minimum(a: Tensor, b: Tensor | number): Tensor {
  return scope(() => {
    const right = operand('minimum', b, a);
    const y = applyBinary('minimum', 'minimum', a, right);
    const [aShape, bShape] = [a.shape, right.shape];
    return record(y, {
      operation: 'minimum',
      inputs: [a, right],
      saved: [a, right],
      gradients: [
        (dy, [x, y]) => sumTo(mul(dy, share(y, x)), aShape),
        (dy, [x, y]) => sumTo(mul(dy, share(x, y)), bShape),
      ],
    });
  });
}
