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
import { assertShare } from '../range.ts';
import { assertLabelLoss, type LabelLossOptions, likelihood } from './nll-loss.ts';
import type { ReducedRule, Reduction } from './reduction.ts';

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions<R> extends LabelLossOptions<R> {
  /**
   * How much of each label is spread evenly over all classes, from 0 (the default) to 1 (Szegedy and others, "Rethinking the
   * Inception architecture for computer vision", 2016). As in PyTorch, class weights go with the classes it is spread over,
   * while the mean is still divided by those of the labels.
   */
  readonly labelSmoothing?: number;
}

/**
 * Cross entropy between `softmax(logits)` over the classes and the labels: `-log(softmax(logits)[label])`, without
 * overflow. Logits `[N, C]` and labels `[N]`, or `[N, C, H, W]` and `[N, H, W]`, and so on.
 *
 * With the mean over weighted or ignored labels it is the sum divided by the weights of the labels, as in PyTorch: NaN where
 * all are ignored. A logit of -Infinity rules its class out; where the label is that class, or with label smoothing, the loss
 * is as large as float32 has numbers. NaN or Infinity among the logits of a position make its loss NaN.
 *
 * @throws ShapeError when shapes do not fit, and for a label outside of `0 … C - 1` on a backend that can read at once
 *   (elsewhere such a label counts as a loss of 0; the labels of an `arrayDataset` have been checked).
 * @example
 * ```ts
 * const x = ones([2, 1, 28, 28]);
 * const loss = nn.crossEntropy(model.forward(x), tensor([3, 7], [2], { dtype: 'int32' }));   // Tensor<[]>
 * await nn.train(model, {
 *   data, loss: (logits, labels) => nn.crossEntropy(logits, labels, { labelSmoothing: 0.1 }), optimizer: nn.adam(), epochs: 3,
 * });
 * ```
 */
export function crossEntropy<const S extends Shape, const Labels extends Shape, const R extends Reduction = 'mean'>(
  logits: Tensor<S>,
  labels: Arg<LabelsShape<'crossEntropy', 'logits', S, Labels>, IntTensor<Labels>>,
  options?: CrossEntropyOptions<R>,
): Out<ReducedRule<LabelsShape<'crossEntropy', 'logits', S, Labels>, R>>;
export function crossEntropy(logits: Tensor, labels: IntTensor, options: CrossEntropyOptions<Reduction> = {}): Tensor {
  const { labelSmoothing = 0 } = options;
  assertLabelLoss('crossEntropy', 'logits', logits, labels, options);
  assertShare('crossEntropy', 'labelSmoothing', labelSmoothing);
  return scope(() => likelihood(logSoftmax(logits as Tensor<number[]>, 1), labels, options, labelSmoothing));
}
