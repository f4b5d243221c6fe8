import { maxPool2d as pool, type Padding2d, type PerAxis2, type PoolShape, poolRule } from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { assertPoolConfig, type PoolConfig, poolFlops } from './pool-config.ts';

/** What {@link maxPool2d} does to shapes. */
export interface MaxPool2d<Kernel, Stride = Kernel, Padding = 0, Dilation = 1, CeilMode = false> extends ShapeFn {
  readonly out: PoolShape<'maxPool2d', 2, In<this['in']>, Kernel, Stride, Padding, Dilation, CeilMode>;
}

/**
 * Largest element of each window: `[N, C, H, W]` to `[N, C, H', W']`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.maxPool2d({ kernel: 2 }).forward(ones([8, 16, 28, 28]));   // Tensor<[8, 16, 14, 14]>
 * ```
 */
export function maxPool2d<
  const Kernel extends PerAxis2,
  const Stride extends PerAxis2 = Kernel,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
  const CeilMode extends boolean = false,
>(
  config: PoolConfig<'maxPool2d', Kernel, Stride, Padding, Dilation, CeilMode>,
): Layer<MaxPool2d<Kernel, Stride, Padding, Dilation, CeilMode>>;
export function maxPool2d(
  config: PoolConfig<'maxPool2d', PerAxis2, PerAxis2, Padding2d, PerAxis2, boolean>,
): Layer<ShapeFn> {
  const options = assertPoolConfig('maxPool2d', config);
  return layer({
    kind: 'maxPool2d',
    forward: (x) => pool(x, options),
    plan(inputShape, planner) {
      const rule = poolRule('maxPool2d', inputShape, options, 2);
      planner.count({ flops: poolFlops(rule) });
      return rule.shape;
    },
  });
}
