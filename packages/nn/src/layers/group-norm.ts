import {
  assertPositive,
  type Divides,
  groupNorm as normalize,
  groupNormRule,
  type GroupNormShape,
  type Known,
  type Positive,
  ShapeError,
  type Show,
  sizeOf,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { assertEpsilon, type NormOptions, scaleAndShift } from './norm-options.ts';

/** What {@link groupNorm} does to shapes: nothing, where there are `C` channels. */
export interface GroupNorm<Groups, C> extends ShapeFn {
  readonly out: GroupNormShape<'groupNorm', In<this['in']>, Groups, C>;
}

/** `Groups`, or the sentence that says why so many channels do not part into them. */
export type GroupsOf<Groups, C> =
  Positive<'groupNorm', 'groups', Groups> extends infer Checked extends string
    ? Checked
    : Divides<Known<Groups>, C> extends false
      ? `groupNorm: groups ${Show<Groups>} must divide the ${Show<C>} channels`
      : Groups;

/**
 * Group normalisation (Wu and He, 2018) of `[N, C, ...]`: each group of channels of each sample to mean 0 and variance 1, then
 * `* weight + bias`, both `[C]` (unless `affine` is false), 1 and 0 at first.
 *
 * @throws ShapeError for a number out of range, and where the groups do not divide the channels.
 * @example
 * ```ts
 * const y = nn.groupNorm(4, 16).forward(ones([8, 16, 28, 28]));   // Tensor<[8, 16, 28, 28]>
 * ```
 */
export function groupNorm<const Groups extends number, const C extends number>(
  groups: GroupsOf<Groups, C>,
  channels: Positive<'groupNorm', 'channels', C>,
  options?: NormOptions,
): Layer<GroupNorm<Groups, C>>;
export function groupNorm(groups: number, channels: number, options: NormOptions = {}): Layer<ShapeFn> {
  const { epsilon = 1e-5, affine = true } = options;
  assertPositive('groupNorm', 'groups', groups);
  assertPositive('groupNorm', 'channels', channels);
  if (channels % groups !== 0) {
    throw new ShapeError(`groupNorm: groups ${groups} must divide the ${channels} channels`);
  }
  assertEpsilon('groupNorm', epsilon);
  const check = (shape: readonly number[]): void => void groupNormRule('groupNorm', shape, groups, { channels });
  return layer({
    kind: 'groupNorm',
    config: { groups, channels, epsilon, affine },
    parameters: scaleAndShift('groupNorm', [channels], affine),
    forward(x, { parameters: { weight, bias } }) {
      check(x.shape);
      return normalize(x, groups, { weight, bias, epsilon });
    },
    plan(inputShape, planner) {
      check(inputShape);
      planner.count({ flops: 6 * sizeOf(inputShape) });
      return inputShape;
    },
  });
}
