import { scope } from '../../memory/scope.ts';
import { type AxesOf, normalizeAxes } from '../../shape/axes.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { gatherAxis } from './gather-axis.ts';
import { view } from './view.ts';

/** Options of {@link flip}. */
export interface FlipOptions<Axis> {
  /** One axis or several; negative ones count from the end. */
  readonly axis: Axis;
}

/**
 * Turns axes around, `y[i] = x[length - 1 - i]`: what was first is last. The gradient is turned back.
 *
 * @throws ShapeError when an axis does not exist or is given twice.
 * @example
 * ```ts
 * flip(tensor([1, 2, 3, 4], [2, 2]), { axis: 1 });   // [[2, 1], [4, 3]]
 * ```
 */
export function flip<const S extends Shape, const Axis extends number | readonly number[]>(
  x: Arg<AxesOf<'flip', S, Axis extends readonly unknown[] ? Axis : [Axis]>, Tensor<S>>,
  options: FlipOptions<Axis>,
): Tensor<S>;
export function flip(x: Tensor, { axis }: FlipOptions<number | readonly number[]>): Tensor {
  backendOf('flip', x);
  const axes = normalizeAxes('flip', typeof axis === 'number' ? [axis] : axis, x.shape);
  return scope(() => {
    let y = view('flip', x, x.shape);
    for (const along of axes) {
      const length = y.shape[along]!;
      const places = Array.from({ length }, (_, i) => length - 1 - i);
      y = gatherAxis('flip', y, along, places);
    }
    return y;
  });
}
