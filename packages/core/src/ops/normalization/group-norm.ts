import { scope } from '../../memory/scope.ts';
import { type GroupNormShape, groupNormRule } from '../../shape/norm.ts';
import { type OperandShape, operandRule } from '../../shape/operand.ts';
import type { Arg } from '../../shape/rule.ts';
import type { LengthOf, Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf, given } from '../operands.ts';
import type { NormOptions } from './batch-norm.ts';
import { assertEpsilon } from './inverse-deviation.ts';
import { normalizeGroups } from './normalize-groups.ts';

/**
 * Group normalisation (Wu and He, 2018) of x `[N, C, ...]`: the channels of each sample in `groups` groups, each by its own
 * mean and variance; then `* weight + bias`, both `[C]`.
 *
 * @throws ShapeError when the input is not `[N, C, ...]`, the groups do not divide its channels, an operand is not `[C]`, or
 *   epsilon is negative; BackendError for operands on two backends.
 * @example
 * ```ts
 * groupNorm(tensor([1, 3, 0, 8], [1, 4]), 2, { epsilon: 0 });   // [[-1, 1, -1, 1]]
 * ```
 */
export function groupNorm<
  const X extends Shape,
  const Groups extends number,
  const W extends Shape = [number],
  const B extends Shape = [number],
>(
  x: Arg<GroupNormShape<'groupNorm', X, Groups>, Tensor<X>>,
  groups: Groups,
  options?: NormOptions<
    Arg<OperandShape<'groupNorm', 'weight', W, [LengthOf<X, 1>]>, Tensor<W>>,
    Arg<OperandShape<'groupNorm', 'bias', B, [LengthOf<X, 1>]>, Tensor<B>>
  >,
): Out<GroupNormShape<'groupNorm', X, Groups>>;
export function groupNorm(x: Tensor, groups: number, options: NormOptions = {}): Tensor {
  const { weight, bias, epsilon = 1e-5 } = options;
  backendOf('groupNorm', x, ...given(weight), ...given(bias));
  const channels = groupNormRule('groupNorm', x.shape, groups);
  if (weight !== undefined) operandRule('groupNorm', 'weight', weight.shape, [channels]);
  if (bias !== undefined) operandRule('groupNorm', 'bias', bias.shape, [channels]);
  assertEpsilon('groupNorm', epsilon);
  return scope(() => normalizeGroups('groupNorm', x, groups, { weight, bias, epsilon }));
}
