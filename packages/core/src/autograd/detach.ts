import type { Shape } from '../shape/shape.ts';
import { Tensor } from '../tensor.ts';

/**
 * The same values, shape and memory outside of any recorded computation: gradients stop here.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * const target = detach(model.forward(x));   // a constant from here on
 * ```
 */
export function detach<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return new Tensor<S>(x.storage.retain(), x.shape);
}
