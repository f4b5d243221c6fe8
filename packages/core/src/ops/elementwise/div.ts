import { record } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import type { BroadcastShape } from '../../shape/broadcast.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { sumTo } from '../movement/sum-to.ts';
import { applyBinary } from './apply-binary.ts';
import { affine } from './affine.ts';
import { mul } from './mul.ts';
import { operand } from './operand.ts';

/**
 * Quotient, element by element.
 *
 * Shapes broadcast by the NumPy rule: aligned at the end, lengths equal or 1. The gradients are `dy / b` and `-dy * a / b²`.
 *
 * @throws ShapeError when the shapes do not broadcast; BackendError for operands on two backends.
 * @example
 * ```ts
 * div(tensor([10, 20], [2]), tensor([5, 4], [2]));   // [2, 5]
 * ```
 */
export function div<const A extends Shape>(a: Tensor<A>, b: number): Tensor<A>;
export function div<const A extends Shape, const B extends Shape>(
  a: Tensor<A>,
  b: Arg<BroadcastShape<'div', A, B>, Tensor<B>>,
): Out<BroadcastShape<'div', A, B>>;
export function div(a: Tensor, b: Tensor | number): Tensor {
  return scope(() => {
    const right = operand('div', b, a);
    const y = applyBinary('div', 'div', a, right);
    const [aShape, bShape] = [a.shape, right.shape];
    return record(y, {
      operation: 'div',
      inputs: [a, right],
      saved: [a, right],
      gradients: [
        (dy, [, y]) => sumTo(div(dy, y), aShape),
        // Not dy x / y²: the square of a small or large y is out of float32's range.
        (dy, [x, y]) => sumTo(affine(mul(div(dy, y), div(x, y)), -1, 0), bShape),
      ],
    });
  });
}
