import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { affine } from './affine.ts';
import { elu } from './elu.ts';

/** The fixed point that the paper derives: with these, layers keep mean 0 and variance 1. */
const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

/**
 * Scaled exponential linear unit (Klambauer and others, "Self-normalizing neural networks", 2017): `1.0507 * elu(x, 1.6733)`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * selu(tensor([-1, 2], [2]));   // [-1.1113307, 2.101402]
 * ```
 */
export function selu<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return scope(() => affine(elu(x, ALPHA), SCALE, 0));
}
