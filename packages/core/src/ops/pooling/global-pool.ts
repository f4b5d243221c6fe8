import { type GlobalPoolShape, globalPoolRule } from '../../shape/global-pool.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
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
  return ((x: Tensor) => poolAxes(kind, axes, x)) as unknown as GlobalPoolOp<Kind, Axes>;
}

/**
 * The mean of each channel over images of 1 to 3 axes, `[N, C, ...]` to `[N, C, 1, ...]`: for code that is written for any of
 * them, and whose shapes the compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes.
 * @example
 * ```ts
 * globalAvgPool(tensor([1, 3, 2, 4], [1, 2, 2]));   // 2, 3
 * ```
 */
export function globalAvgPool(x: Tensor): Tensor<number[]> {
  return poolAxes('Avg', axesOfImage('globalAvgPool', x.shape), x);
}

/**
 * As {@link globalAvgPool}, with the largest element of each channel, `max` in place of the mean.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes.
 * @example
 * ```ts
 * globalMaxPool(tensor([1, 3, 2, 4], [1, 2, 2]));   // 3, 4
 * ```
 */
export function globalMaxPool(x: Tensor): Tensor<number[]> {
  return poolAxes('Max', axesOfImage('globalMaxPool', x.shape), x);
}

function poolAxes(kind: 'Avg' | 'Max', axes: AxisCount, x: Tensor): Tensor<number[]> {
  const operation = `global${kind}Pool${axes}d`;
  backendOf(operation, x);
  globalPoolRule(operation, x.shape, axes);
  return reductions[kind](widen(x), { axis: x.shape.map((_, i) => i).slice(2), keepDims: true });
}
