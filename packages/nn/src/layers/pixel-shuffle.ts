import {
  assertPositive,
  pixelShuffle as apply,
  pixelShuffleRule,
  type PixelShuffleShape,
  type Positive,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link pixelShuffle} does to shapes. */
export interface PixelShuffle<Factor extends number> extends ShapeFn {
  readonly out: PixelShuffleShape<In<this['in']>, Factor>;
}

/**
 * Channels to cells: `[N, C * f^d, ...input]` of d axes to `[N, C, ...f * input]`; the last layer of many networks for
 * super-resolution.
 *
 * @throws ShapeError when the factor is not a positive integer.
 * @example
 * ```ts
 * const y = nn.pixelShuffle(2).forward(ones([1, 12, 32, 32]));   // Tensor<[1, 3, 64, 64]>
 * ```
 */
export function pixelShuffle<const Factor extends number>(
  factor: Positive<'pixelShuffle', 'factor', Factor>,
): Layer<PixelShuffle<Factor>>;
export function pixelShuffle(factor: number): Layer<ShapeFn> {
  assertPositive('pixelShuffle', 'factor', factor);
  return layer({
    kind: 'pixelShuffle',
    config: { factor },
    forward: (x) => apply(x, factor),
    plan: (inputShape) => pixelShuffleRule(inputShape, factor).shape,
  });
}
