import type { Binary, BinaryFunction, Unary, UnaryFunction } from '@gemmule/core';
import type { MineBuffer } from './storage.ts';
import { addresses } from './strides.ts';

/** A function of one number, and of up to two parameters that are the same for all elements. */
type Function1 = (x: number, alpha: number, beta: number) => number;
type Function2 = (a: number, b: number) => number;

// `satisfies` holds the tables to the contract: one function forgotten, and this file does not compile.
const unaryFunctions = {
  affine: (x, alpha, beta) => alpha * x + beta,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  pow: (x, alpha) => x ** alpha,
  // Not `x > 0 ? x : 0`: a NaN is not larger than 0 either, and has to come through.
  relu: (x) => Math.max(x, 0),
  leakyRelu: (x, alpha) => (x > 0 ? x : alpha * x),
  step: (x, alpha) => (Number.isNaN(x) ? x : x > 0 ? 1 : alpha),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  erf,
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x / (1 + Math.exp(-x)),
} satisfies Record<UnaryFunction, Function1>;

const binaryFunctions = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  equal: (a, b) => (a === b ? 1 : 0),
  greater: (a, b) => (a > b ? 1 : 0),
} satisfies Record<BinaryFunction, Function2>;

/** `y` may be `x`, so each element is read before it is written. */
export function unary({ function: name, x, y, length, alpha, beta }: Unary<MineBuffer>): void {
  const [from, to] = [x.data, y.data];
  const f: Function1 = unaryFunctions[name];
  for (let i = 0; i < length; i += 1) to[i] = f(from[i], alpha, beta);
}

/** Broadcasting is a stride of 0: the bias of a channel is read again for each of its pixels. */
export function binary({ function: name, a, b, y, shape, aStrides, bStrides }: Binary<MineBuffer>): void {
  const [left, right, to] = [a.data, b.data, y.data];
  const [leftAt, rightAt] = [addresses(shape, aStrides), addresses(shape, bStrides)];
  const f: Function2 = binaryFunctions[name];
  for (let i = 0; i < leftAt.length; i += 1) to[i] = f(left[leftAt[i]], right[rightAt[i]]);
}

/**
 * The error function, which JavaScript lacks, by a series without cancellation (https://dlmf.nist.gov/7.6.E2):
 * erf(x) = 2 / sqrt(pi) * exp(-x²) * (x + 2 x³ / 3 + 4 x⁵ / (3 * 5) + 8 x⁷ / (3 * 5 * 7) + …)
 */
function erf(x: number): number {
  // From 6 on it is 1 to all digits. A NaN is not below 6, and goes the same way.
  if (!(Math.abs(x) < 6)) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
