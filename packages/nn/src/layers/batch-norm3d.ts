import type { ChannelNormShape, Positive } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { batchNorm, type BatchNormOptions } from './batch-norm.ts';

/** What {@link batchNorm3d} does to shapes: nothing, where there are `C` channels. */
export interface BatchNorm3d<C> extends ShapeFn {
  readonly out: ChannelNormShape<'batchNorm3d', In<this['in']>, '[N, C, D, H, W]', 5, C>;
}

/**
 * As `batchNorm2d`, for `[N, C, D, H, W]`.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const y = nn.batchNorm3d(16).forward(ones([2, 16, 8, 8, 8]));   // Tensor<[2, 16, 8, 8, 8]>
 * ```
 */
export function batchNorm3d<const C extends number>(
  channels: Positive<'batchNorm3d', 'channels', C>,
  options?: BatchNormOptions,
): Layer<BatchNorm3d<C>>;
export function batchNorm3d(channels: number, options?: BatchNormOptions): Layer<ShapeFn> {
  return batchNorm('batchNorm3d', channels, { wanted: '[N, C, D, H, W]', ranks: [5] }, options);
}
