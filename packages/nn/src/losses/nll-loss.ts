import {
  add,
  affine,
  type Arg,
  div,
  type IntTensor,
  type LabelsShape,
  labelsRule,
  maximum,
  mul,
  neg,
  oneHot,
  type Out,
  pick,
  reshape,
  scope,
  type Shape,
  ShapeError,
  showShape,
  sum,
  type Tensor,
  tensor,
} from '@gemmule/core';
import { assertLabels } from './labels.ts';
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
 * import { logSoftmax } from '@gemmule/core';
 *
 * const [logits, labels] = [ones([2, 10]), tensor([3, 7], [2], { dtype: 'int32' })];
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

/** {@link nllLoss} without its checks, and with the label smoothing of `crossEntropy`. */
export function likelihood(
  x: Tensor<number[]>,
  labels: IntTensor,
  options: LabelLossOptions<Reduction>,
  labelSmoothing = 0,
): Tensor<number[]> {
  return scope(() => {
    const { reduction = 'mean' } = options;
    const picked: Tensor<number[]> = pick(x, labels as IntTensor<number[]>);
    const weight = labelWeights(x, labels, options);
    const ofLabels = weight === undefined ? picked : mul(picked, weight);
    const weighted = labelSmoothing === 0 ? ofLabels : smoothed(ofLabels, x, labels, options, labelSmoothing);
    if (reduction === 'none') return neg(weighted);
    const total = sum(weighted);
    if (reduction === 'sum') return neg(total);
    return weight === undefined ? affine(total, -1 / labels.size, 0) : neg(div(total, sum(weight)));
  });
}

/** Takes `smoothing` of the weight from the label and spreads it evenly over all classes, that of the label included. */
function smoothed(
  ofLabels: Tensor<number[]>,
  x: Tensor<number[]>,
  labels: IntTensor,
  { weight, ignoreIndex }: LabelLossOptions<Reduction>,
  smoothing: number,
): Tensor<number[]> {
  const classes = x.shape[1]!;
  const byClass = [classes, ...x.shape.slice(2).map(() => 1)];
  // As in `pick`: a class that is ignored, or weighs nothing, must not turn -Infinity into NaN.
  const finite = maximum(x, LOWEST);
  const ofClasses = weight === undefined ? finite : mul(finite, reshape(weight as Tensor<number[]>, byClass));
  const ofAll: Tensor<number[]> = sum(ofClasses, { axis: 1 });
  const counted = labelWeights(x, labels, { ignoreIndex });
  const even = counted === undefined ? ofAll : mul(ofAll, counted);
  return add(affine(ofLabels, 1 - smoothing, 0), affine(even, smoothing / classes, 0));
}

/** The smallest finite float32. */
const LOWEST = -(2 - 2 ** -23) * 2 ** 127;

/** What each label counts, 0 for the ignored one; undefined where all count 1. */
function labelWeights(
  x: Tensor,
  labels: IntTensor,
  { weight, ignoreIndex }: LabelLossOptions<Reduction>,
): Tensor<number[]> | undefined {
  if (weight === undefined && ignoreIndex === undefined) return undefined;
  const classes = x.shape[1]!;
  const counts = new Float32Array(classes).fill(1);
  if (ignoreIndex !== undefined && ignoreIndex >= 0 && ignoreIndex < classes) counts[ignoreIndex] = 0;
  const mask = tensor<number[]>(counts, [classes], { backend: x.backend });
  const ofClass: Tensor<number[]> = weight === undefined ? mask : mul(mask, weight as Tensor<number[]>);
  return sum(mul(oneHot(labels as IntTensor<number[]>, classes), ofClass), { axis: -1 });
}
