import type { BinaryFunction, UnaryFunction } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { erf, erfc } from '../typescript/erf.ts';
import { randomFloats, valuesOf } from '../typescript/reference/buffers.ts';
import { allSizes, createTestEngine, difference, flavours, lengths, special, ulps } from './reference/test-engine.ts';

/** A function in doubles, and how many units in the last place the kernel may be off. */
interface Rule {
  readonly value: (x: number, alpha: number, beta: number) => number;
  readonly ulps: number;
}

const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const orNaN = (x: number, value: number): number => (Number.isNaN(x) ? x : value);

const rules: Readonly<Record<UnaryFunction, Rule>> = {
  // Parameters are such that neither the product nor the sum of small numbers rounds.
  affine: { value: (x, alpha, beta) => alpha * x + beta, ulps: 1 },
  abs: { value: Math.abs, ulps: 0 },
  sign: { value: Math.sign, ulps: 0 },
  sqrt: { value: Math.sqrt, ulps: 0.5 },
  pow: { value: (x) => x * x, ulps: 0.5 },
  relu: { value: (x) => orNaN(x, x > 0 ? x : 0), ulps: 0 },
  leakyRelu: { value: (x, alpha) => (x > 0 ? x : alpha * x), ulps: 0.5 },
  step: { value: (x, alpha) => orNaN(x, x > 0 ? 1 : alpha), ulps: 0 },
  exp: { value: Math.exp, ulps: 1.1 },
  log: { value: Math.log, ulps: 0.9 },
  sigmoid: { value: sigmoid, ulps: 2.5 },
  tanh: { value: Math.tanh, ulps: 3.1 },
  erf: { value: erf, ulps: 2.6 },
  gelu: { value: (x) => 0.5 * x * erfc(-Math.SQRT1_2 * x), ulps: 7 },
  // Down to -87; beyond, the sigmoid is a denormal number, of which digits are missing.
  silu: { value: (x) => x * sigmoid(x), ulps: 4 },
};
const unaryFunctions = Object.keys(rules) as UnaryFunction[];
const curved: readonly UnaryFunction[] = ['exp', 'log', 'sigmoid', 'tanh', 'erf', 'gelu', 'silu'];

/** What silu may be off below -87, where its factor is a multiple of the least float32. */
const siluFloor = (x: number): number => (x < -87 ? -x * 2 ** -149 : 0);

const binaryRules: Readonly<Record<BinaryFunction, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  equal: (a, b) => Number(a === b),
  greater: (a, b) => Number(a > b),
};
const binaryFunctions = Object.keys(binaryRules) as BinaryFunction[];

describe.each(flavours)('%s', async (flavour) => {
  const engine = await createTestEngine(flavour);

  function checkUnary(name: UnaryFunction, x: ArrayLike<number>, shift = 0): void {
    const { value, ulps: allowed } = rules[name];
    const [alpha, beta] = name === 'pow' ? [2, 0] : [0.25, 1];
    const from = engine.floats(x, shift);
    const y = engine.destination(x.length, shift + 1);
    engine.kernels.unary({ function: name, x: from, y, length: x.length, alpha, beta });
    let worst: string | undefined;
    let largest = allowed;
    valuesOf(y).forEach((result, i) => {
      const given = from.data![i]!;
      const expected = value(given, alpha, beta);
      const isTiny = name === 'silu' && Math.abs(result - expected) <= siluFloor(given);
      const error = isTiny ? 0 : ulps(result, expected);
      if (error > largest) {
        largest = error;
        worst = `${name}(${given}) = ${result}, not ${expected}: ${error} ulp`;
      }
    });
    expect(worst).toBeUndefined();
    engine.kernels.unary({ function: name, x: from, y: from, length: x.length, alpha, beta });
    expect(difference(from.data!, y.data!)).toBeUndefined(); // in place
    expect(engine.strayWrites()).toBe(0);
  }

  describe.each(unaryFunctions)('%s', (name) => {
    test('of any length', () => {
      for (const length of lengths) {
        checkUnary(
          name,
          randomFloats(length).map((value) => Math.round(value * 2048) / 256),
          length,
        );
      }
    });

    test('of special numbers, in every lane', () => {
      for (let shift = 0; shift < 4; shift++) checkUnary(name, [...special, ...special].slice(shift), shift);
    });
  });

  test.each(curved)('%s to a few units in the last place, over the whole range', (name) => {
    checkUnary(name, allSizes(400_009));
    checkUnary(
      name,
      Float32Array.from({ length: 400_009 }, (_, i) => ((i % 2 ? 1 : -1) * 112 * i) / 400_009),
    );
  });

  test('affine rounds like a product and a sum', () => {
    const x = randomFloats(1000);
    const y = engine.destination(1000);
    engine.kernels.unary({ function: 'affine', x: engine.floats(x), y, length: 1000, alpha: -0.3, beta: 0.7 });
    valuesOf(y).forEach((value, i) => {
      expect(Math.abs(value - (0.7 - 0.3 * x[i]!))).toBeLessThan(2 ** -24 * (4 * Math.abs(0.3 * x[i]!) + 4 * 0.7));
    });
  });

  test('powers but the square are right too', () => {
    const y = engine.destination(3);
    engine.kernels.unary({ function: 'pow', x: engine.floats([1, 2, 4]), y, length: 3, alpha: -0.5, beta: 0 });
    expect(valuesOf(y)).toEqual([1, Math.fround(Math.SQRT1_2), 0.5]);
  });

  describe.each(binaryFunctions)('%s', (name) => {
    function check(
      shape: number[],
      aStrides: number[],
      bStrides: number[],
      a: ArrayLike<number>,
      b: ArrayLike<number>,
    ) {
      const size = shape.reduce((product, length) => product * length, 1);
      const y = engine.destination(size, size);
      const [left, right] = [engine.floats(a, 1), engine.floats(b, 2)];
      engine.kernels.binary({ function: name, a: left, b: right, y, shape, aStrides, bStrides });
      const expected = Float32Array.from({ length: size }, (_, flat) => {
        let [i, j, rest] = [0, 0, flat];
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          const index = rest % shape[axis]!;
          rest = (rest - index) / shape[axis]!;
          i += index * aStrides[axis]!;
          j += index * bStrides[axis]!;
        }
        return binaryRules[name](left.data![i]!, right.data![j]!);
      });
      expect(difference(y.data!, expected)).toBeUndefined();
      expect(engine.strayWrites()).toBe(0);
    }

    test('of any length, dense and with a scalar', () => {
      for (const length of lengths) {
        const [a, b] = [randomFloats(length + 1, 1), randomFloats(length + 1, 2)];
        check([length], [1], [1], a, b);
        check([length], [1], [0], a, b);
        check([length], [0], [1], a, b);
      }
    });

    test.each([
      ['a bias for each channel', [2, 3, 5], [15, 5, 1], [0, 1, 0]],
      ['a bias on the left, rows of many chunks', [1, 2, 140_003], [0, 1, 0], [0, 140_003, 1]],
      ['many short rows', [40, 500, 7], [3500, 7, 1], [0, 1, 0]],
      ['a row for each of a batch', [2, 3, 5], [15, 5, 1], [0, 5, 1]],
      ['both repeat', [2, 3, 5], [0, 5, 1], [15, 0, 1]],
      ['transposed', [2, 3, 5], [1, 2, 6], [15, 5, 1]],
      ['a single number each', [2, 3], [0, 0], [0, 0]],
      ['scalars', [], [], []],
      ['rank 5', [2, 1, 3, 2, 2], [12, 12, 4, 2, 1], [0, 0, 1, 0, 3]],
      ['empty', [2, 0, 3], [0, 3, 1], [0, 3, 1]],
    ])('broadcasts: %s', (_, shape: number[], aStrides: number[], bStrides: number[]) => {
      const extent = (strides: number[]): number =>
        1 + shape.reduce((sum, length, axis) => sum + Math.max(0, length - 1) * strides[axis]!, 0);
      check(shape, aStrides, bStrides, randomFloats(extent(aStrides), 1), randomFloats(extent(bStrides), 2));
    });

    test('of all pairs of special numbers', () => {
      const n = special.length;
      check([n, n], [1, 0], [0, 1], special, special);
      check([n, n], [0, 1], [1, 0], special, special);
    });
  });

  test('may write over a dense operand, or over both', () => {
    const [a, b] = [engine.floats(randomFloats(37, 1)), engine.floats([3])];
    const before = valuesOf(a);
    const dense = { shape: [37], aStrides: [1], y: a };
    engine.kernels.binary({ ...dense, function: 'mul', a, b, bStrides: [0] });
    engine.kernels.binary({ ...dense, function: 'add', a, b: a, bStrides: [1] });
    expect(valuesOf(a)).toEqual(before.map((value) => 2 * Math.fround(3 * value)));
    expect(engine.strayWrites()).toBe(0);
  });
});
