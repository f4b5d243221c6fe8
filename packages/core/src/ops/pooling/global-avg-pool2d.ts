import { type GlobalPool2dShape, globalPoolRule } from '../../shape/global-pool.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { backendOf } from '../operands.ts';
import { mean } from '../reduction/mean.ts';

/**
 * Mean of each channel over the whole image: x `[N, C, H, W]` to `[N, C, 1, 1]`.
 *
 * @throws ShapeError when x does not have 4 dimensions.
 * @example
 * ```ts
 * globalAvgPool2d(ones([8, 512, 7, 7]));   // Tensor<[8, 512, 1, 1]>
 * ```
 */
export function globalAvgPool2d<const X extends Shape>(
  x: Arg<GlobalPool2dShape<'globalAvgPool2d', X>, Tensor<X>>,
): Out<GlobalPool2dShape<'globalAvgPool2d', X>>;
export function globalAvgPool2d(x: Tensor): Tensor {
  backendOf('globalAvgPool2d', x);
  globalPoolRule('globalAvgPool2d', x.shape);
  return mean(widen(x), { axis: [2, 3], keepDims: true });
}
