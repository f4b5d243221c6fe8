import { abs, type Arg, type Out, type SameShape, sameRule, scope, type Shape, sub, type Tensor } from '@gemmule/core';
import { assertReduction, reduced, type ReducedRule, type Reduction } from './reduction.ts';

/**
 * Absolute difference `|prediction - target|`, by default its mean over all elements: the mean absolute error. The shapes
 * must be the same: nothing is broadcast. The gradient is 0 where there is no difference. Two equal infinities differ by
 * NaN, and so does NaN.
 *
 * @throws ShapeError when the shapes differ.
 * @example
 * ```ts
 * nn.l1Loss(tensor([1, 2], [2]), tensor([1, 5], [2]));   // 1.5
 * ```
 */
export function l1Loss<const S extends Shape, const T extends Shape, const R extends Reduction = 'mean'>(
  prediction: Tensor<S>,
  target: Arg<SameShape<'l1Loss', S, T>, Tensor<T>>,
  options?: { readonly reduction?: R },
): Out<ReducedRule<SameShape<'l1Loss', S, T>, R>>;
export function l1Loss(prediction: Tensor, target: Tensor, options: { reduction?: Reduction } = {}): Tensor {
  const { reduction = 'mean' } = options;
  sameRule('l1Loss', prediction.shape, target.shape);
  assertReduction('l1Loss', reduction);
  return scope(() => reduced(abs(sub(prediction as Tensor<number[]>, target as Tensor<number[]>)), reduction));
}
