import type { ChannelNormShape, Positive } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { batchNorm, type BatchNormOptions } from './batch-norm.ts';

/** What {@link batchNorm2d} does to shapes: nothing, where there are `C` channels. */
export interface BatchNorm2d<C> extends ShapeFn {
  readonly out: ChannelNormShape<'batchNorm2d', In<this['in']>, '[N, C, H, W]', 4, C>;
}

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) of `[N, C, H, W]`: each channel to mean 0 and variance 1, then
 * `* weight + bias`, both `[C]`, 1 and 0 at first.
 *
 * In training by the mean and variance of the batch, which also move the running ones along (the variance divided by one less
 * than the count of values, as in PyTorch); in prediction by those. They are the buffers `runningMean` and `runningVar`.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const y = nn.batchNorm2d(16).forward(ones([8, 16, 28, 28]));   // Tensor<[8, 16, 28, 28]>
 * ```
 */
export function batchNorm2d<const C extends number>(
  channels: Positive<'batchNorm2d', 'channels', C>,
  options?: BatchNormOptions,
): Layer<BatchNorm2d<C>>;
export function batchNorm2d(channels: number, options?: BatchNormOptions): Layer<ShapeFn> {
  return batchNorm('batchNorm2d', channels, { wanted: '[N, C, H, W]', ranks: [4] }, options);
}
