import type { ChannelNormShape, Positive } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { batchNorm, type BatchNormOptions } from './batch-norm.ts';

/** What {@link batchNorm1d} does to shapes: nothing, where there are `C` channels. */
export interface BatchNorm1d<C> extends ShapeFn {
  readonly out: ChannelNormShape<'batchNorm1d', In<this['in']>, '[N, C] or [N, C, W]', 2 | 3, C>;
}

/**
 * As `batchNorm2d`, for `[N, C]` or `[N, C, W]`.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const y = nn.batchNorm1d(16).forward(ones([8, 16]));   // Tensor<[8, 16]>
 * ```
 */
export function batchNorm1d<const C extends number>(
  channels: Positive<'batchNorm1d', 'channels', C>,
  options?: BatchNormOptions,
): Layer<BatchNorm1d<C>>;
export function batchNorm1d(channels: number, options?: BatchNormOptions): Layer<ShapeFn> {
  return batchNorm('batchNorm1d', channels, { wanted: '[N, C] or [N, C, W]', ranks: [2, 3] }, options);
}
