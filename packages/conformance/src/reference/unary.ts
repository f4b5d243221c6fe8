import type { UnaryFunction } from '@gemmule/core';
import { type Expected, SMALLEST_NORMAL, UNIT_ROUNDOFF } from '../tolerance.ts';
import { erf } from './erf.ts';

/**
 * One function of the contract: its value in float64, and how far a float32 result may lie from it, in units of
 * roundoff u = 2^-24 (an ulp is up to 2u).
 *
 * Functions that choose or copy are exact. The others get what a careful float32 implementation on any device can give,
 * guided by the accuracies that WGSL demands (exp: 3 + 2|x| ulp; log: 3 ulp, near 1 an absolute 2^-21; division 2.5
 * ulp), and for `tanh`, `erf` and what contains them an absolute part besides, since they saturate at 1.
 */
export interface UnaryRule {
  value(x: number, alpha: number, beta: number): number;
  /** Units of roundoff, given x and the value. */
  error(x: number, value: number, alpha: number, beta: number): number;
}

const nothing = (): number => 0;

/** NaN goes through every function, comparisons in its definition notwithstanding. */
const orNaN = (x: number, value: number): number => (Number.isNaN(x) ? x : value);

/** |x|, as far as it makes an exponential less accurate: beyond, that has under- or overflown. */
const sizeOf = (x: number): number => Math.min(Math.abs(x), 128);

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

export const unaryRules: Readonly<Record<UnaryFunction, UnaryRule>> = {
  affine: {
    value: (x, alpha, beta) => alpha * x + beta,
    error: (x, _, alpha, beta) => 4 * (Math.abs(alpha * x) + Math.abs(beta)),
  },
  abs: { value: Math.abs, error: nothing },
  sign: { value: Math.sign, error: nothing },
  exp: { value: Math.exp, error: (x, y) => (8 + 4 * sizeOf(x)) * y },
  log: { value: Math.log, error: (_, y) => 8 * Math.max(1, Math.abs(y)) },
  sqrt: { value: Math.sqrt, error: (_, y) => 8 * y },
  pow: {
    value: (x, alpha) => x ** alpha,
    // exp2(alpha * log2 |x|): the error of the logarithm, times alpha, beside that of the exponential.
    error: (x, y, alpha) =>
      y === 0 || x === Infinity
        ? 0
        : (8 + 12 * Math.abs(alpha) * Math.max(1, Math.abs(Math.log(Math.abs(x))))) * Math.abs(y),
  },
  relu: { value: (x) => orNaN(x, x > 0 ? x : 0), error: nothing },
  leakyRelu: { value: (x, alpha) => orNaN(x, x > 0 ? x : alpha * x), error: (x, y) => (x > 0 ? 0 : 2 * Math.abs(y)) },
  step: { value: (x, alpha) => orNaN(x, x > 0 ? 1 : alpha), error: nothing },
  sigmoid: { value: sigmoid, error: (x, y) => (16 + 4 * sizeOf(x)) * y },
  tanh: { value: Math.tanh, error: (_, y) => 16 * Math.abs(y) + 4 },
  erf: { value: erf, error: (_, y) => 16 * Math.abs(y) + 8 },
  gelu: { value: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)), error: (x) => 16 * Math.abs(x) },
  silu: { value: (x) => x * sigmoid(x), error: (x, y) => (20 + 4 * sizeOf(x)) * Math.abs(y) },
};

/** `f(x[i])` for all of `x`. The parameters should be float32 numbers: a device may keep them as such. */
export function unary(name: UnaryFunction, x: ArrayLike<number>, alpha = 0, beta = 0): Expected {
  const rule = unaryRules[name];
  const values = Float64Array.from(x, (value) => rule.value(value, alpha, beta));
  const bounds = Float64Array.from(x, (value, i) => {
    const units = rule.error(value, values[i]!, alpha, beta);
    return units === 0 ? 0 : units * UNIT_ROUNDOFF + 2 * SMALLEST_NORMAL;
  });
  return { values, bounds };
}
