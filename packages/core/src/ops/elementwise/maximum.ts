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
 * The larger of two, element by element; NaN when either is.
 *
 * Shapes broadcast by the NumPy rule: aligned at the end, lengths equal or 1. The gradients are `dy` to the larger one, half to each of equals.
 *
 * @throws ShapeError when the shapes do not broadcast; BackendError for operands on two backends.
 * @example
 * ```ts
 * maximum(tensor([1, 5], [2]), 3);   // [3, 5]
 * ```
 */
export function maximum<const A extends Shape>(a: Tensor<A>, b: number): Tensor<A>;
export function maximum<const A extends Shape, const B extends Shape>(
  a: Tensor<A>,
  b: Arg<BroadcastShape<'maximum', A, B>, Tensor<B>>,
): Out<BroadcastShape<'maximum', A, B>>;
export function maximum(a: Tensor, b: Tensor | number): Tensor {
  return scope(() => {
    const right = operand('maximum', b, a);
    const y = applyBinary('maximum', 'maximum', a, right);
    const [aShape, bShape] = [a.shape, right.shape];
    return record(y, {
      operation: 'maximum',
      inputs: [a, right],
      saved: [a, right],
      gradients: [
        (dy, [x, y]) => sumTo(mul(dy, share(x, y)), aShape),
        (dy, [x, y]) => sumTo(mul(dy, share(y, x)), bShape),
      ],
    });
  });
}
