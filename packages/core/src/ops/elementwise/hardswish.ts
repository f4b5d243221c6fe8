import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { hardsigmoid } from './hardsigmoid.ts';
import { mul } from './mul.ts';

/**
 * `x * hardsigmoid(x)` (Howard and others, "Searching for MobileNetV3", 2019): `silu` of straight lines and a parabola.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * hardswish(tensor([-4, 1.5, 4], [3]));   // [0, 1.125, 4]
 * ```
 */
export function hardswish<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return scope(() => mul(widen(x), hardsigmoid(widen(x)))) as Tensor<Shape> as Tensor<S>;
}
