import {
  adaptiveAvgPool2d as apply,
  adaptivePoolRule,
  type AdaptivePoolShape,
  type PerAxis2,
  type PositivePerAxis,
  positivePerAxis,
  sizeOf,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link adaptiveAvgPool2d} does to shapes. */
export interface AdaptiveAvgPool2d<OutputSize> extends ShapeFn {
  readonly out: AdaptivePoolShape<'adaptiveAvgPool2d', 2, In<this['in']>, OutputSize>;
}

/**
 * Mean of each of as many windows as are asked for: `[N, C, H, W]` to `[N, C, H', W']` for images of any size, as before the
 * classifier of many networks.
 *
 * @throws ShapeError for a size that is not positive.
 * @example
 * ```ts
 * const y = nn.adaptiveAvgPool2d(7).forward(ones([8, 512, 14, 9]));   // Tensor<[8, 512, 7, 7]>
 * ```
 */
export function adaptiveAvgPool2d<const OutputSize extends PerAxis2>(
  outputSize: PositivePerAxis<'adaptiveAvgPool2d', 'outputSize', OutputSize>,
): Layer<AdaptiveAvgPool2d<OutputSize>>;
export function adaptiveAvgPool2d(outputSize: PerAxis2): Layer<ShapeFn> {
  positivePerAxis('adaptiveAvgPool2d', 'outputSize', outputSize, 2);
  return layer({
    kind: 'adaptiveAvgPool2d',
    config: { outputSize },
    forward: (x) => apply(x as never, { outputSize }),
    plan(inputShape, planner) {
      planner.count({ flops: sizeOf(inputShape) });
      return adaptivePoolRule('adaptiveAvgPool2d', inputShape, outputSize, 2).shape;
    },
  });
}
