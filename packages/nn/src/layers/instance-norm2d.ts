import {
  assertPositive,
  channelNormRule,
  type ChannelNormShape,
  instanceNorm as normalize,
  type Positive,
  sizeOf,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { assertEpsilon, type NormOptions, scaleAndShift } from './norm-options.ts';

/** What {@link instanceNorm2d} does to shapes: nothing, where there are `C` channels. */
export interface InstanceNorm2d<C> extends ShapeFn {
  readonly out: ChannelNormShape<'instanceNorm2d', In<this['in']>, '[N, C, H, W]', 4, C>;
}

/**
 * Instance normalisation (Ulyanov, Vedaldi and Lempitsky, 2016) of `[N, C, H, W]`: each channel of each sample to mean 0 and
 * variance 1, in training and in prediction alike; with `affine` (default false, as in PyTorch) then `* weight + bias`, both
 * `[C]`, 1 and 0 at first.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const y = nn.instanceNorm2d(16).forward(ones([8, 16, 28, 28]));   // Tensor<[8, 16, 28, 28]>
 * ```
 */
export function instanceNorm2d<const C extends number>(
  channels: Positive<'instanceNorm2d', 'channels', C>,
  options?: NormOptions,
): Layer<InstanceNorm2d<C>>;
export function instanceNorm2d(channels: number, options: NormOptions = {}): Layer<ShapeFn> {
  const { epsilon = 1e-5, affine = false } = options;
  assertPositive('instanceNorm2d', 'channels', channels);
  assertEpsilon('instanceNorm2d', epsilon);
  const form = { wanted: '[N, C, H, W]', ranks: [4], channels };
  return layer({
    kind: 'instanceNorm2d',
    config: { channels, epsilon, affine },
    parameters: scaleAndShift('instanceNorm2d', [channels], affine),
    forward(x, { parameters: { weight, bias } }) {
      channelNormRule('instanceNorm2d', x.shape, form);
      return normalize(x, { weight, bias, epsilon });
    },
    plan(inputShape, planner) {
      channelNormRule('instanceNorm2d', inputShape, form);
      planner.count({ flops: 6 * sizeOf(inputShape) });
      return inputShape;
    },
  });
}
