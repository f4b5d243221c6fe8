import {
  type Arg,
  type Out,
  type SameShape,
  sameRule,
  scope,
  type Shape,
  square,
  sub,
  type Tensor,
} from '@gemmule/core';
import { assertReduction, reduced, type ReducedRule, type Reduction } from './reduction.ts';

/**
 * Squared difference `(prediction - target)²`, by default its mean over all elements. The shapes must be the same: nothing
 * is broadcast.
 *
 * @throws ShapeError when the shapes differ.
 * @example
 * ```ts
 * nn.mseLoss(tensor([1, 2], [2]), tensor([1, 4], [2]));   // 2
 * ```
 */
export function mseLoss<const S extends Shape, const T extends Shape, const R extends Reduction = 'mean'>(
  prediction: Tensor<S>,
  target: Arg<SameShape<'mseLoss', S, T>, Tensor<T>>,
  options?: { readonly reduction?: R },
): Out<ReducedRule<SameShape<'mseLoss', S, T>, R>>;
export function mseLoss(prediction: Tensor, target: Tensor, options: { reduction?: Reduction } = {}): Tensor {
  const { reduction = 'mean' } = options;
  sameRule('mseLoss', prediction.shape, target.shape);
  assertReduction('mseLoss', reduction);
  return scope(() => reduced(square(sub(prediction as Tensor<number[]>, target as Tensor<number[]>)), reduction));
}
