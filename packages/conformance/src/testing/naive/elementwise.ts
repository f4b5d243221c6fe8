import type { BinaryFunction, ElementwiseKernels, UnaryFunction } from '@gemmule/core';
import { addressOf, eachIndex, type NaiveBuffer } from './walk.ts';

type Function1 = (x: number, alpha: number, beta: number) => number;

/** Simpson's rule on the definition, 2 / sqrt(pi) * integral of exp(-t²) from 0 to x. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  const steps = 400;
  const h = x / steps;
  let sum = 1 + Math.exp(-x * x);
  for (let i = 1; i < steps; i += 1) sum += (i % 2 === 1 ? 4 : 2) * Math.exp(-((i * h) ** 2));
  return (2 / Math.sqrt(Math.PI)) * (h / 3) * sum;
}

const unaryFunctions = {
  affine: (x, alpha, beta) => alpha * x + beta,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  pow: (x, alpha) => x ** alpha,
  // Written so that a NaN, for which every comparison is false, comes out again.
  relu: (x) => (x <= 0 ? 0 : x),
  leakyRelu: (x, alpha) => (x <= 0 ? alpha * x : x),
  step: (x, alpha) => (Number.isNaN(x) ? x : x > 0 ? 1 : alpha),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  erf,
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x / (1 + Math.exp(-x)),
} as const satisfies Record<UnaryFunction, Function1>;

const binaryFunctions = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  equal: (a, b) => Number(a === b),
  greater: (a, b) => Number(a > b),
} as const satisfies Record<BinaryFunction, (a: number, b: number) => number>;

export const elementwiseKernels: ElementwiseKernels<NaiveBuffer> = {
  unary({ function: name, x, y, length, alpha, beta }) {
    const f: Function1 = unaryFunctions[name];
    for (let i = 0; i < length; i += 1) y.data[i] = f(x.data[i]!, alpha, beta);
  },

  binary({ function: name, a, b, y, shape, aStrides, bStrides }) {
    let at = 0;
    eachIndex(shape, (index) => {
      y.data[at] = binaryFunctions[name](a.data[addressOf(index, aStrides)]!, b.data[addressOf(index, bStrides)]!);
      at += 1;
    });
  },
};
