import {
  affine,
  type Arg,
  div,
  type IntTensor,
  maximum,
  mul,
  neg,
  oneHot,
  type Out,
  permute,
  scope,
  type Shape,
  ShapeError,
  showShape,
  sum,
  type Tensor,
  tensor,
} from '@gemmule/core';
import { assertLabels, type LabelsShape, labelsRule } from './labels.ts';
import { assertReduction, type ReducedRule, type Reduction } from './reduction.ts';

/** Options of {@link nllLoss} and {@link crossEntropy}. */
export interface LabelLossOptions<R> {
  /** Default 'mean': the sum over the weights of the labels. */
  readonly reduction?: R;
  /** `[C]`, how much each class counts. Default: 1. */
  readonly weight?: Tensor | undefined;
  /** A label whose elements count for nothing; it may be outside of `0 … C - 1`. */
  readonly ignoreIndex?: number | undefined;
}

/**
 * Negative log-likelihood: minus the log-probability of the label. Log-probabilities `[N, C, ...]`, labels `[N, ...]`.
 *
 * A log-probability of -Infinity counts as -3.4e38, the smallest float32.
 *
 * @throws ShapeError when shapes do not fit, and for a label outside of `0 … C - 1` on a backend that can read at once.
 * @example
 * ```ts
 * const loss = nn.nllLoss(logSoftmax(logits, 1), labels);   // Tensor<[]>
 * ```
 */
export function nllLoss<const S extends Shape, const Labels extends Shape, const R extends Reduction = 'mean'>(
  logProbabilities: Tensor<S>,
  labels: Arg<LabelsShape<'nllLoss', 'logProbabilities', S, Labels>, IntTensor<Labels>>,
  options?: LabelLossOptions<R>,
): Out<ReducedRule<LabelsShape<'nllLoss', 'logProbabilities', S, Labels>, R>>;
export function nllLoss(x: Tensor, labels: IntTensor, options: LabelLossOptions<Reduction> = {}): Tensor {
  assertLabelLoss('nllLoss', 'logProbabilities', x, labels, options);
  return likelihood(x as Tensor<number[]>, labels, options);
}

/** The checks that precede {@link likelihood}. */
export function assertLabelLoss(
  operation: string,
  operand: string,
  x: Tensor,
  labels: IntTensor,
  { reduction = 'mean', weight, ignoreIndex }: LabelLossOptions<Reduction>,
): void {
  labelsRule(operation, operand, x.shape, labels.shape);
  assertReduction(operation, reduction);
  const classes = x.shape[1]!;
  if (weight !== undefined && (weight.rank !== 1 || weight.size !== classes)) {
    throw new ShapeError(`${operation}: weight must have shape [${classes}], got ${showShape(weight.shape)}`);
  }
  if (ignoreIndex !== undefined && !Number.isSafeInteger(ignoreIndex)) {
    throw new ShapeError(`${operation}: ignoreIndex must be an integer, got ${ignoreIndex}`);
  }
  assertLabels(operation, labels, classes, ignoreIndex);
}

/** The smallest finite float32. */
const LOWEST = -(2 - 2 ** -23) * 2 ** 127;

/** {@link nllLoss} without its checks. */
export function likelihood(
  x: Tensor<number[]>,
  labels: IntTensor,
  options: LabelLossOptions<Reduction>,
): Tensor<number[]> {
  return scope(() => {
    const { reduction = 'mean' } = options;
    const classes = x.shape[1]!;
    const byClass: Tensor<number[]> = x.rank === 2 ? x : permute(x, [0, ...x.shape.map((_, i) => i).slice(2), 1]);
    const chosen = oneHot(labels as IntTensor<number[]>, classes);
    const weight = classWeights(x, options);
    const share: Tensor<number[]> = weight === undefined ? chosen : mul(chosen, weight);
    // A class that was not chosen is multiplied by 0, and 0 times -Infinity would be NaN.
    const losses: Tensor<number[]> = neg(sum(mul(maximum(byClass, LOWEST), share), { axis: -1 }));
    if (reduction === 'none') return losses;
    const total = sum(losses);
    if (reduction === 'sum') return total;
    if (weight === undefined) return affine(total, 1 / labels.size, 0);
    return div(total, sum(share));
  });
}

/** What each class counts, 0 for the ignored one; undefined where all count 1. */
function classWeights(x: Tensor, { weight, ignoreIndex }: LabelLossOptions<Reduction>): Tensor<number[]> | undefined {
  const given = weight as Tensor<number[]> | undefined;
  if (ignoreIndex === undefined) return given;
  const counts = new Float32Array(x.shape[1]!).fill(1);
  if (ignoreIndex >= 0 && ignoreIndex < counts.length) counts[ignoreIndex] = 0;
  const mask = tensor(counts, [counts.length], { backend: x.backend });
  return given === undefined ? mask : mul(mask, given);
}
