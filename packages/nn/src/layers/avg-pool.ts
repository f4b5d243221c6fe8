import {
  assertBoolean,
  type avgPool,
  type AvgPoolOp,
  type AxisCount,
  type PaddingOf,
  type PerAxisOf,
  poolRule,
  type PoolShape,
} from '@gemmule/core';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { type AnyPoolConfig, assertPoolConfig, type PoolConfig, poolFlops } from './pool-config.ts';

/** What average pooling does to shapes. */
export interface AvgPool<
  Axes extends AxisCount,
  Kernel,
  Stride = Kernel,
  Padding = 0,
  Dilation = 1,
  CeilMode = false,
> extends ShapeFn {
  readonly out: PoolShape<`avgPool${Axes}d`, Axes, In<this['in']>, Kernel, Stride, Padding, Dilation, CeilMode>;
}

/** The configuration of {@link AvgPoolLayer}. */
export interface AvgPoolConfig<Axes extends AxisCount, Kernel, Stride, Padding, Dilation, CeilMode> extends PoolConfig<
  `avgPool${Axes}d`,
  Axes,
  Kernel,
  Stride,
  Padding,
  Dilation,
  CeilMode
> {
  /** Whether padding counts as zeros to average over. Default true, as in PyTorch. */
  readonly countIncludePad?: boolean;
}

/** `nn.avgPool1d`, `nn.avgPool2d` and `nn.avgPool3d`: one function but for the number of axes. */
export interface AvgPoolLayer<Axes extends AxisCount> {
  <
    const Kernel extends PerAxisOf[Axes],
    const Stride extends PerAxisOf[Axes] = Kernel,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
    const CeilMode extends boolean = false,
  >(
    config: AvgPoolConfig<Axes, Kernel, Stride, Padding, Dilation, CeilMode>,
  ): Layer<AvgPool<Axes, Kernel, Stride, Padding, Dilation, CeilMode>>;
}

/** The layer of average pooling with so many axes. */
export function avgPoolLayer<Axes extends AxisCount>(axes: Axes, operation: AvgPoolOp<Axes>): AvgPoolLayer<Axes> {
  const apply = operation as unknown as typeof avgPool;
  return ((config: AnyConfig) => poolOfAxes(axes, apply, config)) as unknown as AvgPoolLayer<Axes>;
}

type AnyConfig = AnyPoolConfig & { readonly countIncludePad?: boolean };

function poolOfAxes(axes: AxisCount, apply: typeof avgPool, config: AnyConfig): AnyLayer {
  const kind = `avgPool${axes}d`;
  const { countIncludePad = true } = config;
  assertBoolean(kind, 'countIncludePad', countIncludePad);
  const options = { ...assertPoolConfig(kind, axes, config), countIncludePad };
  return layer({
    kind,
    config: { ...options },
    forward: (x) => apply(x, options),
    plan(inputShape, planner) {
      const rule = poolRule(kind, inputShape, options, axes);
      planner.count({ flops: poolFlops(rule) });
      return rule.shape;
    },
  });
}
