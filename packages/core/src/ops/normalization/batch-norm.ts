import { detach } from '../../autograd/detach.ts';
import { scope } from '../../memory/scope.ts';
import { type ChannelNormShape, channelNormRule } from '../../shape/norm.ts';
import { type OperandShape, operandRule } from '../../shape/operand.ts';
import type { Arg } from '../../shape/rule.ts';
import type { LengthOf, Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { sub } from '../elementwise/sub.ts';
import { reshape } from '../movement/reshape.ts';
import { backendOf, given } from '../operands.ts';
import { deviationsOf, meanSquare } from './deviations.ts';
import { assertEpsilon, inverseDeviation } from './inverse-deviation.ts';
import { scaleShift } from './scale-shift.ts';

/** Mean and variance of each channel, `[C]`. The variance is that of a population: divided by the count, not one less. */
export interface ChannelStatistics<Mean = Tensor<number[]>, Variance = Mean> {
  /** `[C]`. */
  readonly mean: Mean;
  /** `[C]`. */
  readonly variance: Variance;
}

/** Options that all normalisations have. */
export interface NormOptions<Weight = Tensor, Bias = Tensor> {
  /** Multiplies what is normalised. Default 1. */
  readonly weight?: Weight | undefined;
  /** Added after that. Default 0. */
  readonly bias?: Bias | undefined;
  /** Added to the variance, so that the root of it divides safely. Default 1e-5. */
  readonly epsilon?: number;
}

/** Options of {@link batchNorm}. */
export interface BatchNormOptions<
  Weight = Tensor,
  Bias = Tensor,
  Statistics = ChannelStatistics<Tensor>,
> extends NormOptions<Weight, Bias> {
  /** What to normalise by. Default: the statistics of x itself, through which gradients flow too. */
  readonly statistics?: Statistics | undefined;
}

/** What an operand of one number per channel of `X` must be. */
type PerChannel<Operand extends string, V extends Shape, X extends Shape> = Arg<
  OperandShape<'batchNorm', Operand, V, [LengthOf<X, 1>]>,
  Tensor<V>
>;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) of x `[N, C, ...]`: `(x - mean) / sqrt(variance + epsilon) * weight + bias`,
 * with weight, bias, mean and variance `[C]`.
 *
 * With `statistics` that is one factor and one summand per channel. Without, they are those of x, over all axes but the
 * second, computed from deviations: a mean that is large against the deviation costs no digits.
 *
 * @throws ShapeError when the input is not `[N, C, ...]`, an operand not `[C]`, or epsilon negative; BackendError for
 *   operands on two backends.
 * @example
 * ```ts
 * batchNorm(tensor([1, 3], [2, 1]), { epsilon: 0 });   // [[-1], [1]]
 * const [mean, variance] = [tensor([1], [1]), tensor([4], [1])];
 * batchNorm(tensor([1, 3], [2, 1]), { statistics: { mean, variance }, epsilon: 0 });   // [[0], [1]]
 * ```
 */
export function batchNorm<
  const X extends Shape,
  const W extends Shape = [number],
  const B extends Shape = [number],
  const M extends Shape = [number],
  const V extends Shape = [number],
>(
  x: Arg<ChannelNormShape<'batchNorm', X>, Tensor<X>>,
  options?: BatchNormOptions<
    PerChannel<'weight', W, X>,
    PerChannel<'bias', B, X>,
    ChannelStatistics<PerChannel<'mean', M, X>, PerChannel<'variance', V, X>>
  >,
): Out<ChannelNormShape<'batchNorm', X>>;
export function batchNorm(x: Tensor, options: BatchNormOptions = {}): Tensor {
  const { statistics } = options;
  if (statistics === undefined) return scope(() => batchNormWithStatistics(x as Tensor<number[]>, options).output);
  const { weight, bias, epsilon } = checked(x, options, statistics);
  return scope(() => {
    const { mean, variance } = statistics;
    const scale = inverseDeviation(variance, epsilon, weight);
    const taken = mul(scale, mean as Tensor<number[]>);
    const shift = bias === undefined ? neg(taken) : sub(bias as Tensor<number[]>, taken);
    return scaleShift('batchNorm', x, column(x, scale), column(x, shift));
  });
}

/**
 * As `batchNorm` by the statistics of x itself, which it returns as well: for running averages of them. They are constants,
 * gradients flow through the output only.
 *
 * @throws as `batchNorm`.
 * @example
 * ```ts
 * const { output, statistics } = batchNormWithStatistics(tensor([1, 3], [2, 1]));
 * statistics.mean;       // [2]
 * statistics.variance;   // [1]
 * ```
 */
export function batchNormWithStatistics<
  const X extends Shape,
  const W extends Shape = [number],
  const B extends Shape = [number],
>(
  x: Arg<ChannelNormShape<'batchNorm', X>, Tensor<X>>,
  options?: NormOptions<PerChannel<'weight', W, X>, PerChannel<'bias', B, X>>,
): { output: Out<ChannelNormShape<'batchNorm', X>>; statistics: ChannelStatistics };
export function batchNormWithStatistics(
  x: Tensor,
  options: NormOptions = {},
): { output: Tensor; statistics: ChannelStatistics } {
  const { weight, bias, epsilon, channels } = checked(x, options);
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return scope(() => {
    const { deviations, mean } = deviationsOf('batchNorm', x, axes);
    const variance = meanSquare('batchNorm', deviations, axes);
    const scale = inverseDeviation(variance, epsilon, weight && column(x, weight));
    const output = scaleShift('batchNorm', deviations, scale, bias && column(x, bias));
    const perChannel = (value: Tensor<number[]>): Tensor<number[]> => reshape(detach(value), [channels]);
    return { output, statistics: { mean: perChannel(mean), variance: perChannel(variance) } };
  });
}

/** The options with their defaults, when everything fits. */
function checked(
  x: Tensor,
  { weight, bias, epsilon = 1e-5 }: NormOptions,
  { mean, variance }: Partial<ChannelStatistics<Tensor>> = {},
): { weight: Tensor | undefined; bias: Tensor | undefined; epsilon: number; channels: number } {
  const operands = { weight, bias, mean, variance };
  backendOf('batchNorm', x, ...Object.values(operands).flatMap(given));
  const channels = channelNormRule('batchNorm', x.shape);
  for (const [name, operand] of Object.entries(operands)) {
    if (operand !== undefined) operandRule('batchNorm', name, operand.shape, [channels]);
  }
  assertEpsilon('batchNorm', epsilon);
  return { weight, bias, epsilon, channels };
}

/** `[C]` as `[1, C, 1, ...]`, to be broadcast over x. */
function column(x: Tensor, value: Tensor): Tensor<number[]> {
  return reshape(
    value as Tensor<number[]>,
    x.shape.map((_, axis) => (axis === 1 ? value.size : 1)),
  );
}
