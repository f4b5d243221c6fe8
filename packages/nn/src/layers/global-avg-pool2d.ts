import { type GlobalPoolShape, globalAvgPool2d as pool, globalPoolRule, sizeOf } from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link globalAvgPool2d} does to shapes. */
export interface GlobalAvgPool2d extends ShapeFn {
  readonly out: GlobalPoolShape<'globalAvgPool2d', 2, In<this['in']>>;
}

/**
 * Mean of each channel over the whole image: `[N, C, H, W]` to `[N, C, 1, 1]`.
 *
 * @example
 * ```ts
 * const y = nn.globalAvgPool2d().forward(ones([8, 512, 7, 7]));   // Tensor<[8, 512, 1, 1]>
 * ```
 */
export function globalAvgPool2d(): Layer<GlobalAvgPool2d> {
  return layer({
    kind: 'globalAvgPool2d',
    forward: (x) => pool(x),
    plan(inputShape, planner) {
      const shape = globalPoolRule('globalAvgPool2d', inputShape, 2);
      planner.count({ flops: sizeOf(inputShape) });
      return shape;
    },
  });
}
