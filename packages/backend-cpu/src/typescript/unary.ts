import type { Unary, UnaryFunction } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { erf, erfc } from './erf.ts';

type Loop = (x: Float32Array, y: Float32Array, length: number, alpha: number, beta: number) => void;

/**
 * A loop for each function: V8 compiles each for itself, where one loop calling a function from a table would call it for
 * every element. Functions with a kink are written without branches, which half of the elements would mispredict at six
 * times the price; {@link finite} keeps infinities from turning into NaN there.
 */
const loops = {
  affine(x, y, length, alpha, beta) {
    for (let i = 0; i < length; i++) y[i] = alpha * x[i]! + beta;
  },
  abs(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = Math.abs(x[i]!);
  },
  sign(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = Math.sign(x[i]!);
  },
  exp(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = Math.exp(x[i]!);
  },
  log(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = Math.log(x[i]!);
  },
  sqrt(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = Math.sqrt(x[i]!);
  },
  pow(x, y, length, alpha) {
    if (alpha === 2) {
      for (let i = 0; i < length; i++) y[i] = x[i]! * x[i]!;
    } else {
      for (let i = 0; i < length; i++) y[i] = x[i]! ** alpha;
    }
  },
  relu(x, y, length) {
    for (let i = 0; i < length; i++) {
      const value = finite(x[i]!);
      y[i] = 0.5 * (value + Math.abs(value));
    }
  },
  leakyRelu(x, y, length, alpha) {
    for (let i = 0; i < length; i++) y[i] = x[i]! * (alpha + (1 - alpha) * Number(x[i]! > 0));
  },
  step(x, y, length, alpha) {
    for (let i = 0; i < length; i++) y[i] = alpha + (1 - alpha) * Number(x[i]! > 0) + zero(x[i]!);
  },
  // exp overflows to Infinity for x < -709, and 1 / Infinity is the 0 that it should be.
  sigmoid(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = 1 / (1 + Math.exp(-x[i]!));
  },
  tanh(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = Math.tanh(x[i]!);
  },
  erf(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = erf(x[i]!);
  },
  // 1 + erf(z) = erfc(-z), which does not cancel where x is negative.
  gelu(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = 0.5 * x[i]! * erfc(-Math.SQRT1_2 * x[i]!);
  },
  silu(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = x[i]! / (1 + Math.exp(-x[i]!));
  },
} satisfies Record<UnaryFunction, Loop>;

export function unary(op: Unary<CpuBuffer>): void {
  const loop: Loop = loops[op.function];
  loop(floats(op.x), floats(op.y), op.length, op.alpha, op.beta);
}

/** x with an infinity replaced by the largest double of its sign. */
function finite(x: number): number {
  return Math.min(Math.max(x, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/** 0, or NaN for NaN. */
function zero(x: number): number {
  const value = finite(x);
  return value - value;
}
