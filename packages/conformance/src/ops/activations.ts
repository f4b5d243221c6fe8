import { clip, elu, hardsigmoid, hardswish, mish, prelu, relu6, selu, softplus, type Tensor } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import type { GradientModel } from '../harness/gradient-check.ts';
import { type Examples, gradientCases, opCases, type OpExample, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { activation, type ActivationName } from '../reference/activation.ts';
import type { ExpectedArray, NdArray } from '../reference/array.ts';
import { SMALLEST_NORMAL, UNIT_ROUNDOFF } from '../tolerance.ts';

type T = Tensor<number[]>;

interface Plan {
  readonly run: (x: T) => Tensor;
  readonly rule?: ActivationName;
  readonly alpha?: number;
  readonly beta?: number;
  readonly gradient: GradientModel;
}

const smooth: GradientModel = { roundings: 60, slack: 2 };

const plans: Readonly<Record<string, Plan>> = {
  clip: { run: (x) => clip(x, -1.5, 2), alpha: -1.5, beta: 2, gradient: {} },
  relu6: { run: relu6, gradient: {} },
  hardsigmoid: { run: hardsigmoid, gradient: {} },
  hardswish: { run: hardswish, gradient: smooth },
  elu: { run: (x) => elu(x), alpha: 1, gradient: smooth },
  'elu 0.25': { run: (x) => elu(x, 0.25), rule: 'elu', alpha: 0.25, gradient: smooth },
  selu: { run: selu, gradient: smooth },
  softplus: { run: softplus, gradient: smooth },
  mish: { run: mish, gradient: { roundings: 100, slack: 3 } },
};

/** Everything where one of these has a corner; differences of a few steps of 2⁻¹⁰ are taken around each number. */
const CORNERS = [-3, -1.5, 0, 2, 3, 6];

function awayFromCorners(random: Random, length: number): Float32Array {
  return random
    .floats(length, -8, 8)
    .map((x) => (CORNERS.some((corner) => Math.abs(x - corner) < 0.01) ? x + 0.0625 : x));
}

const SPECIAL = Float32Array.from([0, -0, 1e-30, -1e-30, 20, -20, 100, -100, 1e30, -1e30, Infinity, -Infinity, NaN]);

function example(name: string, x: NdArray): OpExample {
  const { run, rule = name as ActivationName, alpha = 0, beta = 0, gradient } = plans[name]!;
  const reference = ({ shape, data }: NdArray): ExpectedArray => ({ shape, ...activation(rule, data, alpha, beta) });
  return { what: `${name} of shape [${x.shape.join(', ')}]`, inputs: [x], run, reference, gradient };
}

const table: Record<string, Examples> = Object.fromEntries(
  Object.keys(plans).map((name): [string, Examples] => [
    name,
    (random) => [example(name, { shape: [3, 4, 5], data: awayFromCorners(random, 60) })],
  ]),
);

const special: Record<string, Examples> = {
  'of NaN, infinity, zeros and large numbers': () =>
    Object.keys(plans).map((name) => example(name, { shape: [SPECIAL.length], data: SPECIAL })),
};

/** `prelu` with one slope, or one per channel. */
function preluExample(shape: readonly number[], slopes: number, random: Random): OpExample {
  const channelOf = (i: number): number => Math.floor(i / shape.slice(2).reduce((a, b) => a * b, 1)) % slopes;
  return {
    what: `prelu of shape [${shape.join(', ')}] with ${slopes} slopes`,
    inputs: [
      {
        shape,
        data: awayFromCorners(
          random,
          shape.reduce((a, b) => a * b, 1),
        ),
      },
      { shape: [slopes], data: random.floats(slopes) },
    ],
    run: (x, weight) => prelu(x, weight),
    reference: (x, weight) => {
      const values = Float64Array.from(x.data, (one, i) => (one > 0 ? one : one * weight.data[channelOf(i)]!));
      return { shape, values, bounds: values.map((y) => 2 * UNIT_ROUNDOFF * Math.abs(y) + 2 * SMALLEST_NORMAL) };
    },
    gradient: { roundings: 6 },
  };
}

const preluTable: Record<string, Examples> = {
  'one slope for all, or one per channel': (random) => [
    preluExample([2, 3, 4], 3, random),
    preluExample([5, 4], 4, random),
    preluExample([7], 1, random),
    preluExample([], 1, random),
  ],
};

export const activationCases: readonly ConformanceCase[] = [
  ...valueCases('activations', { ...table, ...special }),
  ...gradientCases('activations', table),
  ...opCases('prelu', preluTable),
];
