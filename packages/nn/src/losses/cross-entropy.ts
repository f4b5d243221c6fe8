import {
  type Arg,
  type IntTensor,
  type LabelsShape,
  logSoftmax,
  type Out,
  scope,
  type Shape,
  type Tensor,
} from '@gemmule/core';
import { assertLabelLoss, type LabelLossOptions, likelihood } from './nll-loss.ts';
import type { ReducedRule, Reduction } from './reduction.ts';

/**
 * Cross entropy between `softmax(logits)` over the classes and the labels: `-log(softmax(logits)[label])`, without
 * overflow. Logits `[N, C]` and labels `[N]`, or `[N, C, H, W]` and `[N, H, W]`, and so on.
 *
 * With the mean over weighted or ignored labels it is the sum divided by the weights of the labels, as in PyTorch.
 *
 * @throws ShapeError when shapes do not fit, and for a label outside of `0 … C - 1` on a backend that can read at once
 *   (elsewhere such a label counts as a loss of 0; the labels of an `arrayDataset` have been checked).
 * @example
 * ```ts
 * const loss = nn.crossEntropy(model.forward(x), tensor([3, 7], [2], { dtype: 'int32' }));   // Tensor<[]>
 * ```
 */
export function crossEntropy<const S extends Shape, const Labels extends Shape, const R extends Reduction = 'mean'>(
  logits: Tensor<S>,
  labels: Arg<LabelsShape<'crossEntropy', 'logits', S, Labels>, IntTensor<Labels>>,
  options?: LabelLossOptions<R>,
): Out<ReducedRule<LabelsShape<'crossEntropy', 'logits', S, Labels>, R>>;
export function crossEntropy(logits: Tensor, labels: IntTensor, options: LabelLossOptions<Reduction> = {}): Tensor {
  assertLabelLoss('crossEntropy', 'logits', logits, labels, options);
  return scope(() => likelihood(logSoftmax(logits as Tensor<number[]>, 1), labels, options));
}
