import { type FlattenShape, flattenRule } from '../../shape/reshape.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { view } from './view.ts';

/**
 * Merges the dimensions from `startAxis` (default 1: all but the batch) into one; shares the memory.
 *
 * @throws ShapeError when the axis does not exist.
 * @example
 * ```ts
 * flatten(zeros([8, 32, 7, 7]));   // Tensor<[8, 1568]>
 * ```
 */
export function flatten<const S extends Shape, const StartAxis extends number = 1>(
  x: Arg<FlattenShape<S, StartAxis>, Tensor<S>>,
  startAxis?: StartAxis,
): Out<FlattenShape<S, StartAxis>>;
export function flatten(x: Tensor, startAxis = 1): Tensor {
  backendOf('flatten', x);
  return view('flatten', x, flattenRule(x.shape, startAxis));
}
