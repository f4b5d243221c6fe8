import { type Arg, type Out, type SameShape, sameRule, scope, type Shape, type Tensor } from '@gemmule/core';
import { assertAbove0 } from '../range.ts';
import { huber } from './huber.ts';
import { assertReduction, reduced, type ReducedRule, type Reduction } from './reduction.ts';

/** Options of {@link huberLoss}. */
export interface HuberOptions<R> {
  /** Default 'mean'. */
  readonly reduction?: R;
  /** The difference from which on the loss is a line. Default 1. */
  readonly delta?: number;
}

/**
 * Of the difference d: `d² / 2` where `|d| < delta`, else `delta (|d| - delta / 2)`; by default the mean over all elements
 * (Huber, "Robust estimation of a location parameter", 1964). It is `delta` times {@link smoothL1Loss}. Nothing is broadcast.
 * A difference that is infinite costs Infinity, with a gradient of `delta` or `-delta`.
 *
 * @throws ShapeError when the shapes differ or `delta` is not above 0.
 * @example
 * ```ts
 * nn.huberLoss(tensor([1, 2], [2]), tensor([2, 5], [2]), { delta: 2, reduction: 'none' });   // [0.5, 4]
 * ```
 */
export function huberLoss<const S extends Shape, const T extends Shape, const R extends Reduction = 'mean'>(
  prediction: Tensor<S>,
  target: Arg<SameShape<'huberLoss', S, T>, Tensor<T>>,
  options?: HuberOptions<R>,
): Out<ReducedRule<SameShape<'huberLoss', S, T>, R>>;
export function huberLoss(prediction: Tensor, target: Tensor, options: HuberOptions<Reduction> = {}): Tensor {
  const { reduction = 'mean', delta = 1 } = options;
  sameRule('huberLoss', prediction.shape, target.shape);
  assertReduction('huberLoss', reduction);
  assertAbove0('huberLoss', 'delta', delta);
  const form = { corner: delta, square: 0.5, slope: delta };
  return scope(() => reduced(huber(prediction as Tensor<number[]>, target as Tensor<number[]>, form), reduction));
}
