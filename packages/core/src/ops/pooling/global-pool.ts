import { type GlobalPoolShape, globalPoolRule } from '../../shape/global-pool.ts';
import type { AxisCount } from '../../shape/rank.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { backendOf } from '../operands.ts';
import { max } from '../reduction/max.ts';
import { mean } from '../reduction/mean.ts';

/** `globalAvgPool1d` to `globalMaxPool3d`: one function but for what it takes of an image, and the number of axes. */
export interface GlobalPoolOp<Kind extends 'Avg' | 'Max', Axes extends AxisCount> {
  <const X extends Shape>(
    x: Arg<GlobalPoolShape<`global${Kind}Pool${Axes}d`, Axes, X>, Tensor<X>>,
  ): Out<GlobalPoolShape<`global${Kind}Pool${Axes}d`, Axes, X>>;
}

const reductions = { Avg: mean, Max: max };

/** The pooling of whole images with so many axes. */
export function globalPoolOp<Kind extends 'Avg' | 'Max', Axes extends AxisCount>(
  kind: Kind,
  axes: Axes,
): GlobalPoolOp<Kind, Axes> {
  const operation = `global${kind}Pool${axes}d`;
  const axis = Array.from({ length: axes }, (_, i) => i + 2);
  const pool = (x: Tensor): Tensor => {
    backendOf(operation, x);
    globalPoolRule(operation, x.shape, axes);
    return reductions[kind](widen(x), { axis, keepDims: true });
  };
  return pool as unknown as GlobalPoolOp<Kind, Axes>;
}
