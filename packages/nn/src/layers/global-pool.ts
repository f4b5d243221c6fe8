import {
  type AxisCount,
  type globalAvgPool,
  type GlobalPoolOp,
  globalPoolRule,
  type GlobalPoolShape,
  sizeOf,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What pooling over whole images does to shapes. */
export interface GlobalPool<Kind extends 'Avg' | 'Max', Axes extends AxisCount> extends ShapeFn {
  readonly out: GlobalPoolShape<`global${Kind}Pool${Axes}d`, Axes, In<this['in']>>;
}

/** The layer of pooling over whole images with so many axes. */
export function globalPoolLayer<Kind extends 'Avg' | 'Max', Axes extends AxisCount>(
  kind: Kind,
  axes: Axes,
  pool: GlobalPoolOp<Kind, Axes>,
): () => Layer<GlobalPool<Kind, Axes>> {
  const operation = `global${kind}Pool${axes}d`;
  const apply = pool as unknown as typeof globalAvgPool;
  return () =>
    layer({
      kind: operation,
      forward: (x) => apply(x),
      plan(inputShape, planner) {
        const shape = globalPoolRule(operation, inputShape, axes);
        planner.count({ flops: sizeOf(inputShape) });
        return shape;
      },
    });
}
