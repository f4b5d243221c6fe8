import { channelNormRule, type ChannelNormShape } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { masking } from './masking.ts';

/** What {@link dropout2d} does to shapes: nothing, where they are those of images. */
export interface Dropout2d extends ShapeFn {
  readonly out: ChannelNormShape<'dropout2d', In<this['in']>, '[N, C, H, W]', 4>;
}

const form = { wanted: '[N, C, H, W]', ranks: [4] };

/**
 * As `dropout`, for whole channels of `[N, C, H, W]` (Tompson and others, 2015): neighbouring pixels tell the same, so that
 * dropping them one by one takes little away.
 *
 * @throws ShapeError when `p` is not at least 0 and below 1.
 * @example
 * ```ts
 * const y = nn.dropout2d(0.2).forward(ones([8, 16, 7, 7]), { training: true, seed: 1 });   // Tensor<[8, 16, 7, 7]>
 * ```
 */
export function dropout2d(p = 0.5): Layer<Dropout2d> {
  return masking('dropout2d', p, (shape) => {
    channelNormRule('dropout2d', shape, form);
    return [...shape.slice(0, 2), 1, 1];
  }) as Layer<Dropout2d>;
}
