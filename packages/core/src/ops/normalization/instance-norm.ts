import { scope } from '../../memory/scope.ts';
import { type ChannelNormShape, channelNormRule } from '../../shape/norm.ts';
import { type OperandShape, operandRule } from '../../shape/operand.ts';
import type { Arg } from '../../shape/rule.ts';
import type { LengthOf, Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf, given } from '../operands.ts';
import type { NormOptions } from './batch-norm.ts';
import { assertEpsilon } from './inverse-deviation.ts';
import { normalizeGroups } from './normalize-groups.ts';

const form = { wanted: '[N, C, ...] of 3 to 5 dimensions', ranks: [3, 4, 5] } as const;

/** The input as it is where it has spatial axes, or the sentence that says that it has none. */
export type InstanceNormShape<X extends Shape> = ChannelNormShape<
  'instanceNorm',
  X,
  (typeof form)['wanted'],
  3 | 4 | 5
>;

/**
 * Instance normalisation (Ulyanov, Vedaldi and Lempitsky, 2016) of x `[N, C, ...spatial]`: each channel of each sample by its
 * own mean and variance; then `* weight + bias`, both `[C]`.
 *
 * @throws ShapeError when the input has no spatial axes, an operand is not `[C]`, or epsilon is negative; BackendError for
 *   operands on two backends.
 * @example
 * ```ts
 * instanceNorm(tensor([1, 3, 0, 8], [1, 2, 2]), { epsilon: 0 });   // [[[-1, 1], [-1, 1]]]
 * ```
 */
export function instanceNorm<const X extends Shape, const W extends Shape = [number], const B extends Shape = [number]>(
  x: Arg<InstanceNormShape<X>, Tensor<X>>,
  options?: NormOptions<
    Arg<OperandShape<'instanceNorm', 'weight', W, [LengthOf<X, 1>]>, Tensor<W>>,
    Arg<OperandShape<'instanceNorm', 'bias', B, [LengthOf<X, 1>]>, Tensor<B>>
  >,
): Out<InstanceNormShape<X>>;
export function instanceNorm(x: Tensor, options: NormOptions = {}): Tensor {
  const { weight, bias, epsilon = 1e-5 } = options;
  backendOf('instanceNorm', x, ...given(weight), ...given(bias));
  const channels = channelNormRule('instanceNorm', x.shape, form);
  if (weight !== undefined) operandRule('instanceNorm', 'weight', weight.shape, [channels]);
  if (bias !== undefined) operandRule('instanceNorm', 'bias', bias.shape, [channels]);
  assertEpsilon('instanceNorm', epsilon);
  return scope(() => normalizeGroups('instanceNorm', x, channels, { weight, bias, epsilon }));
}
