import {
  type AxisCount,
  type maxPool,
  type MaxPoolOp,
  type PaddingOf,
  type PerAxisOf,
  poolRule,
  type PoolShape,
} from '@gemmule/core';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { type AnyPoolConfig, assertPoolConfig, type PoolConfig, poolFlops } from './pool-config.ts';

/** What max pooling does to shapes. */
export interface MaxPool<
  Axes extends AxisCount,
  Kernel,
  Stride = Kernel,
  Padding = 0,
  Dilation = 1,
  CeilMode = false,
> extends ShapeFn {
  readonly out: PoolShape<`maxPool${Axes}d`, Axes, In<this['in']>, Kernel, Stride, Padding, Dilation, CeilMode>;
}

/** `nn.maxPool1d`, `nn.maxPool2d` and `nn.maxPool3d`: one function but for the number of axes. */
export interface MaxPoolLayer<Axes extends AxisCount> {
  <
    const Kernel extends PerAxisOf[Axes],
    const Stride extends PerAxisOf[Axes] = Kernel,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
    const CeilMode extends boolean = false,
  >(
    config: PoolConfig<`maxPool${Axes}d`, Axes, Kernel, Stride, Padding, Dilation, CeilMode>,
  ): Layer<MaxPool<Axes, Kernel, Stride, Padding, Dilation, CeilMode>>;
}

/** The layer of max pooling with so many axes. */
export function maxPoolLayer<Axes extends AxisCount>(axes: Axes, operation: MaxPoolOp<Axes>): MaxPoolLayer<Axes> {
  const apply = operation as unknown as typeof maxPool;
  return ((config: AnyPoolConfig) => poolOfAxes(axes, apply, config)) as unknown as MaxPoolLayer<Axes>;
}

function poolOfAxes(axes: AxisCount, apply: typeof maxPool, config: AnyPoolConfig): AnyLayer {
  const kind = `maxPool${axes}d`;
  const options = assertPoolConfig(kind, axes, config);
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
