import { type Expected, SMALLEST_NORMAL, UNIT_ROUNDOFF } from '../tolerance.ts';
import type { UnaryRule } from './unary.ts';

const sizeOf = (x: number): number => Math.min(Math.abs(x), 128);
const clipped = (x: number, low: number, high: number): number =>
  Number.isNaN(x) ? x : Math.min(Math.max(x, low), high);

/** `exp(x) - 1`, and how far it may be off where an exponential is rounded before 1 is taken off. */
const exponentialUnit = (x: number): number => (x > 0 ? x : Math.expm1(x));
const exponentialUnitError = (x: number): number => (x > 0 ? 2 * x : (8 + 4 * sizeOf(x)) * Math.exp(x) + 4);

const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

export type ActivationName = 'clip' | 'relu6' | 'hardsigmoid' | 'hardswish' | 'elu' | 'selu' | 'softplus' | 'mish';

/**
 * Activations that are put together from functions of the contract, as {@link UnaryRule}s with their own parameters `alpha` and
 * `beta`. Their errors are those of the parts, and where parts cancel absolute.
 */
const activationRules: Readonly<Record<ActivationName, UnaryRule>> = {
  clip: { value: clipped, error: () => 0 },
  relu6: { value: (x) => clipped(x, 0, 6), error: () => 0 },
  hardsigmoid: {
    value: (x) => clipped(x / 6 + 0.5, 0, 1),
    error: (x) => (Math.abs(x) > 4 ? 0 : 4 * (sizeOf(x) / 6 + 1)),
  },
  hardswish: {
    value: (x) => x * clipped(x / 6 + 0.5, 0, 1),
    error: (x, y) => (Math.abs(x) > 4 ? 2 * Math.abs(y) : 6 * Math.abs(x) * (sizeOf(x) / 6 + 1)),
  },
  elu: {
    value: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
    error: (x, _, alpha) => (x > 0 ? 2 * x : 2 * alpha * exponentialUnitError(x)),
  },
  selu: {
    value: (x) => SELU.scale * (x > 0 ? x : SELU.alpha * exponentialUnit(x)),
    error: (x) => 4 * SELU.alpha * exponentialUnitError(x),
  },
  softplus: {
    value: (x) => (Number.isNaN(x) ? x : Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
    // The logarithm of a rounded sum is absolute; so is what the exponential is off by.
    error: (x, y) => 20 + (8 + 4 * sizeOf(x)) * Math.exp(-Math.abs(x)) + (Number.isFinite(y) ? 4 * y : 0),
  },
  mish: {
    // Beyond 30 the hyperbolic tangent is 1, in float64 too; what is 0 times infinity is NaN.
    value: (x) => (x > 30 ? x : x === -Infinity ? Number.NaN : x * Math.tanh(Math.log1p(Math.exp(x)))),
    error: (x, y) => (Number.isFinite(y) ? (60 + 10 * sizeOf(x)) * Math.abs(y) : 0),
  },
};

/** `f(x[i])` for all of `x`. */
export function activation(name: ActivationName, x: ArrayLike<number>, alpha = 0, beta = 0): Expected {
  const rule = activationRules[name];
  const values = Float64Array.from(x, (one) => rule.value(one, alpha, beta));
  const bounds = values.map((y, i) => {
    const units = rule.error(x[i]!, y, alpha, beta);
    return units === 0 ? 0 : units * UNIT_ROUNDOFF + 4 * SMALLEST_NORMAL;
  });
  return { values, bounds };
}
