import { record } from '../../autograd/record.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary } from './apply-unary.ts';

/**
 * `scale * x + shift`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * affine(tensor([1, 2], [2]), 10, 1);   // [11, 21]
 * ```
 */
export function affine<const S extends Shape>(x: Tensor<S>, scale: number, shift: number): Tensor<S> {
  const y = applyUnary('affine', x, 'affine', scale, shift);
  return record(y, {
    operation: 'affine',
    inputs: [x],
    gradients: [(dy) => affine(dy, scale, 0)],
  }) as Tensor<Shape> as Tensor<S>;
}
