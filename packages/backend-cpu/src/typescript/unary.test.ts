import type { UnaryFunction } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { erf, erfc } from './erf.ts';
import { floatBuffer, nanBuffer, randomFloats, valuesOf } from './reference/buffers.ts';
import { unary } from './unary.ts';

const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

/** The definitions, kinks and all. */
const definitions: Record<UnaryFunction, (x: number, alpha: number, beta: number) => number> = {
  affine: (x, alpha, beta) => alpha * x + beta,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  pow: (x, alpha) => x ** alpha,
  relu: (x) => (x > 0 ? x : 0),
  leakyRelu: (x, alpha) => (x > 0 ? x : alpha * x),
  step: (x, alpha) => (x > 0 ? 1 : alpha),
  sigmoid,
  tanh: Math.tanh,
  erf,
  gelu: (x) => (x / 2) * erfc(-x / Math.SQRT2),
  silu: (x) => x * sigmoid(x),
};
const functions = Object.keys(definitions) as UnaryFunction[];

function apply(name: UnaryFunction, x: ArrayLike<number>, alpha = 0, beta = 0): number[] {
  const y = nanBuffer(x.length);
  unary({ function: name, x: floatBuffer(x), y, length: x.length, alpha, beta });
  return valuesOf(y);
}

describe('unary', () => {
  test.each(functions)('%s is its definition, also for large and tiny numbers, zeros and infinities', (name) => {
    const large = [100, -100, 1e30, -1e30, 1e-30, -1e-30, 0, -0, 3.4e38, -3.4e38, 1, -1, Infinity, -Infinity];
    const x = Float32Array.of(...randomFloats(200).map((value) => value * 8), ...large);
    for (const alpha of [0, 0.25, 1, 2, -1]) {
      const y = apply(name, x, alpha, 0.5);
      x.forEach((value, i) => {
        const expected = Math.fround(definitions[name](value, alpha, 0.5));
        const error = Object.is(y[i], expected) ? 0 : Math.abs(y[i]! - expected);
        const bound = Number.isFinite(expected) ? 1.2e-7 * Math.abs(expected) + 1e-37 : 0;
        expect(error, `${name}(${value})`).toBeLessThanOrEqual(bound);
      });
    }
  });

  test.each(functions)('NaN goes through %s', (name) => {
    // Not to the power 0, on which IEEE 754 says 1.
    const alphas = name === 'pow' ? [1, 2, 0.5] : [0, 1, 2, 0.5];
    for (const alpha of alphas) expect(apply(name, [Number.NaN, 1], alpha)[0]).toBeNaN();
  });

  test('the kinks are exact', () => {
    const x = Float32Array.of(0.1, -0.1, 0, 3e38, -3e38);
    expect(apply('relu', x)).toEqual([x[0], 0, 0, x[3], 0]);
    expect(apply('step', x, 0.125)).toEqual([1, 0.125, 0.125, 1, 0.125]);
    expect(apply('leakyRelu', x, 0.1).filter((_, i) => x[i]! > 0)).toEqual([x[0], x[3]]);
  });

  test('writes the first elements only, and may work in place', () => {
    const x = floatBuffer([1, 2, 3]);
    unary({ function: 'affine', x, y: x, length: 2, alpha: 2, beta: 1 });
    expect(valuesOf(x)).toEqual([3, 5, 3]);
  });

  test('the far tail of gelu does not cancel', () => {
    // -6 erfc(6 / sqrt 2) / 2, where 1 + erf has lost half of its digits
    expect(apply('gelu', [-6])[0]).toBeCloseTo(-5.9195258e-9, 15);
    expect(apply('gelu', [-12])[0]! / -2.1316e-32).toBeCloseTo(1, 3);
  });
});
