import type { Shape } from './shape/shape.ts';
import type { Tensor } from './tensor.ts';

/**
 * Forgets what the compiler knows of a shape; the run-time checks remain. For code that is generic over whole shapes,
 * where the rules cannot be worked out while compiling.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * function energy<S extends Shape>(x: Tensor<S>): Tensor<number[]> {
 *   return sum(square(widen(x)), { axis: 0 });
 * }
 * ```
 */
export function widen(x: Tensor<Shape>): Tensor<number[]> {
  return x as Tensor<number[]>;
}
