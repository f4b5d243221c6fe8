import type { Shape } from '../shape/shape.ts';
import { Tensor } from '../tensor.ts';

/**
 * The same values, shape and memory outside of any recorded computation: gradients stop here.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * const x = tensor([1, 2], [2], { requiresGrad: true });
 * const target = detach(square(x));   // Tensor<[2]>: 1, 4
 * console.log(target.requiresGrad);   // false
 * ```
 */
export function detach<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return new Tensor<S>(x.storage.retain(), x.shape);
}
