import type { UnaryFunction } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { kernelCase } from '../harness/define.ts';
import { GUARD, type Device } from '../harness/device.ts';
import { unary } from '../reference/unary.ts';

/** Parameters to try a function with, and what to feed it. */
interface Plan {
  readonly parameters?: readonly (readonly [alpha: number, beta: number])[];
  readonly low?: number;
  readonly high?: number;
  readonly special?: readonly number[];
}

const f = Math.fround;
const EVERYWHERE = [0, -0, 1, -1, 0.5, -0.5, 2, -2, NaN, Infinity, -Infinity];

/**
 * One plan per function: forgetting one does not compile. gelu and silu are not asked about -Infinity, where the formula
 * says -Infinity * 0 and the limit says 0, nor is leakyRelu (its slope may be 0); pow is not asked for exponent 0 of NaN, on which standards disagree.
 */
const plans = {
  affine: {
    parameters: [[1, 0], [-1, 0], [0.5, -2], [f(0.1), f(0.3)], [0, 1], [3, 1e-3].map(f) as [number, number]],
    special: [0, 1, NaN],
  },
  abs: {},
  sign: { special: [...EVERYWHERE, 1e-30, -1e-30] },
  exp: { low: -20, high: 20, special: [...EVERYWHERE, -60, 60, 88, 100, -100, 1000, -1000] },
  log: { low: 1e-4, high: 20, special: [...EVERYWHERE, 1e-30, 1e30, f(1.0000001), f(0.9999999)] },
  sqrt: { low: 0, high: 100, special: [...EVERYWHERE, 1e-30, 1e30, 4, 9] },
  pow: {
    parameters: [
      [2, 0],
      [3, 0],
      [0.5, 0],
      [-1, 0],
      [-0.5, 0],
      [f(2.7), 0],
      [1, 0],
    ],
    low: 0.05,
    high: 8,
    special: [1, 2, 4, -1, -2, -3, NaN, Infinity, 0],
  },
  relu: { special: [...EVERYWHERE, 1e-30, -1e-30] },
  leakyRelu: {
    parameters: [
      [f(0.01), 0],
      [0.5, 0],
      [0, 0],
      [-1, 0],
      [2, 0],
    ],
    special: EVERYWHERE.filter((x) => x !== -Infinity),
  },
  step: {
    parameters: [
      [0, 0],
      [0.25, 0],
      [1, 0],
    ],
    special: [...EVERYWHERE, 1e-30, -1e-30],
  },
  sigmoid: { low: -20, high: 20, special: [...EVERYWHERE, -50, 50, -100, 100, 1000, -1000] },
  tanh: { low: -10, high: 10, special: [...EVERYWHERE, 1e-4, -1e-4, 50, -50, 1000, -1000] },
  erf: { low: -4, high: 4, special: [...EVERYWHERE, 1e-4, -1e-4, 3.9, -3.9, 10, -10, 1000, -1000] },
  gelu: { low: -6, high: 6, special: [0, 1, -1, NaN, Infinity, 1e-4, -1e-4, 20, -20, 1000, -1000] },
  silu: { low: -20, high: 20, special: [0, 1, -1, NaN, Infinity, 1e-4, -1e-4, 50, -50, 1000, -80] },
} as const satisfies Record<UnaryFunction, Plan>;

const LENGTHS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 1021];

async function run(
  device: Device,
  name: UnaryFunction,
  x: Float32Array,
  [alpha, beta]: readonly [number, number],
): Promise<void> {
  const expected = unary(name, x, alpha, beta);
  const what = `unary ${name} alpha ${alpha} beta ${beta} length ${x.length}`;
  const y = device.destination(x.length + GUARD);
  const buffer = device.floatsAt(0, x);
  device.backend.unary({ function: name, x: buffer, y, length: x.length, alpha, beta });
  await device.checkAt(y, 0, expected, `${what}, x ${preview(x)}`);
  device.backend.unary({ function: name, x: buffer, y: buffer, length: x.length, alpha, beta });
  await device.checkAt(buffer, 0, expected, `${what} in place`);
}

const preview = (x: Float32Array): string => `[${[...x.subarray(0, 12)].join(', ')}${x.length > 12 ? ', …' : ''}]`;

export const unaryCases: readonly ConformanceCase[] = Object.entries(plans).flatMap(([key, plan]: [string, Plan]) => {
  const name = key as UnaryFunction;
  const { parameters = [[0, 0] as const], low = -4, high = 4, special = EVERYWHERE } = plan;
  return [
    kernelCase('unary', `${name} over its range, in place too`, async (device, random) => {
      for (const length of LENGTHS) {
        for (const pair of length > 40 ? parameters : parameters.slice(0, 2)) {
          await run(device, name, random.floats(length, low, high), pair);
        }
      }
    }),
    kernelCase('unary', `${name} of special values`, async (device) => {
      for (const pair of parameters) await run(device, name, Float32Array.from(special), pair);
      // Once more in the middle of a vector, where fast paths run.
      const spread = Float32Array.from({ length: 4 * special.length + 3 }, (_, i) => special[i % special.length]!);
      for (const pair of parameters) await run(device, name, spread, pair);
    }),
  ];
});
