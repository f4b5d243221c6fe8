import { type ReshapeShape, reshapeRule } from '../../shape/reshape.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { view } from './view.ts';

/**
 * The same elements, row-major, under another shape; shares the memory. One length may be `-1`: what is left.
 *
 * @throws ShapeError when the numbers of elements differ, or -1 cannot be found.
 * @example
 * ```ts
 * reshape(tensor([1, 2, 3, 4, 5, 6], [2, 3]), [3, -1]);   // Tensor<[3, 2]>
 * ```
 */
export function reshape<const S extends Shape, const T extends readonly number[]>(
  x: Arg<ReshapeShape<S, T>, Tensor<S>>,
  shape: T,
): Out<ReshapeShape<S, T>>;
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  backendOf('reshape', x);
  return view('reshape', x, reshapeRule(x.shape, shape));
}
