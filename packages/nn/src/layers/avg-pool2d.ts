import {
  assertBoolean,
  avgPool2d as pool,
  type Padding2d,
  type PerAxis2,
  type PoolShape,
  poolRule,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { assertPoolConfig, type PoolConfig, poolFlops } from './pool-config.ts';

/** What {@link avgPool2d} does to shapes. */
export interface AvgPool2d<Kernel, Stride = Kernel, Padding = 0, Dilation = 1, CeilMode = false> extends ShapeFn {
  readonly out: PoolShape<'avgPool2d', 2, In<this['in']>, Kernel, Stride, Padding, Dilation, CeilMode>;
}

export interface AvgPool2dConfig<Kernel, Stride, Padding, Dilation, CeilMode> extends PoolConfig<
  'avgPool2d',
  Kernel,
  Stride,
  Padding,
  Dilation,
  CeilMode
> {
  /** Whether padding counts as zeros to average over. Default true, as in PyTorch. */
  readonly countIncludePad?: boolean;
}

/**
 * Mean of each window: `[N, C, H, W]` to `[N, C, H', W']`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.avgPool2d({ kernel: 2 }).forward(ones([8, 16, 28, 28]));   // Tensor<[8, 16, 14, 14]>
 * ```
 */
export function avgPool2d<
  const Kernel extends PerAxis2,
  const Stride extends PerAxis2 = Kernel,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
  const CeilMode extends boolean = false,
>(
  config: AvgPool2dConfig<Kernel, Stride, Padding, Dilation, CeilMode>,
): Layer<AvgPool2d<Kernel, Stride, Padding, Dilation, CeilMode>>;
export function avgPool2d(config: AvgPool2dConfig<PerAxis2, PerAxis2, Padding2d, PerAxis2, boolean>): Layer<ShapeFn> {
  const { countIncludePad = true } = config;
  assertBoolean('avgPool2d', 'countIncludePad', countIncludePad);
  const options = { ...assertPoolConfig('avgPool2d', config), countIncludePad };
  return layer({
    kind: 'avgPool2d',
    forward: (x) => pool(x, options),
    plan(inputShape, planner) {
      const rule = poolRule('avgPool2d', inputShape, options, 2);
      planner.count({ flops: poolFlops(rule) });
      return rule.shape;
    },
  });
}
