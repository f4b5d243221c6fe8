import { type Arg, type Out, type SameShape, sameRule, scope, type Shape, type Tensor } from '@gemmule/core';
import { assertAtLeast0 } from '../range.ts';
import { huber } from './huber.ts';
import { l1Loss } from './l1-loss.ts';
import { assertReduction, reduced, type ReducedRule, type Reduction } from './reduction.ts';

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1Options<R> {
  /** Default 'mean'. */
  readonly reduction?: R;
  /** The difference from which on the loss is a line. Default 1. */
  readonly beta?: number;
}

/**
 * Of the difference d: `d² / (2 beta)` where `|d| < beta`, else `|d| - beta / 2`; by default the mean over all elements
 * (Girshick, "Fast R-CNN", 2015, with a beta as in PyTorch). With `beta` 0 it is {@link l1Loss}. Nothing is broadcast. A
 * difference that is infinite costs Infinity, with a gradient of 1 or -1.
 *
 * @throws ShapeError when the shapes differ or `beta` is negative.
 * @example
 * ```ts
 * nn.smoothL1Loss(tensor([1, 2], [2]), tensor([2, 5], [2]), { reduction: 'none' });   // [0.5, 2.5]
 * ```
 */
export function smoothL1Loss<const S extends Shape, const T extends Shape, const R extends Reduction = 'mean'>(
  prediction: Tensor<S>,
  target: Arg<SameShape<'smoothL1Loss', S, T>, Tensor<T>>,
  options?: SmoothL1Options<R>,
): Out<ReducedRule<SameShape<'smoothL1Loss', S, T>, R>>;
export function smoothL1Loss(prediction: Tensor, target: Tensor, options: SmoothL1Options<Reduction> = {}): Tensor {
  const { reduction = 'mean', beta = 1 } = options;
  sameRule('smoothL1Loss', prediction.shape, target.shape);
  assertReduction('smoothL1Loss', reduction);
  assertAtLeast0('smoothL1Loss', 'beta', beta);
  if (beta === 0) return l1Loss(prediction, target as Tensor<number[]>, { reduction });
  const form = { corner: beta, square: 0.5 / beta, slope: 1 };
  return scope(() => reduced(huber(prediction as Tensor<number[]>, target as Tensor<number[]>, form), reduction));
}
