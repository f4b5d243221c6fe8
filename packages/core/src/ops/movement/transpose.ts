import { type TransposeShape, transposeRule } from '../../shape/permute.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { backendOf } from '../operands.ts';
import { permute } from './permute.ts';

/**
 * Swaps two dimensions, by default the last two. A matrix product does not need it: `matmul` takes `transposeA` and
 * `transposeB`, which cost nothing.
 *
 * @throws ShapeError when a dimension does not exist.
 * @example
 * ```ts
 * transpose(zeros([8, 3, 5]));   // Tensor<[8, 5, 3]>
 * ```
 */
export function transpose<const S extends Shape, const A extends number = -2, const B extends number = -1>(
  x: Arg<TransposeShape<S, A, B>, Tensor<S>>,
  a?: A,
  b?: B,
): Out<TransposeShape<S, A, B>>;
export function transpose(x: Tensor, a = -2, b = -1): Tensor {
  backendOf('transpose', x);
  return permute(widen(x), transposeRule(x.shape, a, b).axes);
}
