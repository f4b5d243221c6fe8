import {
  abs,
  add,
  affine,
  div,
  equal,
  erf,
  exp,
  gelu,
  greater,
  leakyRelu,
  log,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  sign,
  silu,
  sqrt,
  square,
  step,
  sub,
  tanh,
  type BinaryFunction,
  type Tensor,
  type UnaryFunction,
} from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import type { GradientModel } from '../harness/gradient-check.ts';
import { type Examples, gradientCases, type OpExample, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { broadcastShape, broadcastStrides, type NdArray } from '../reference/array.ts';
import { binary } from '../reference/binary.ts';
import { unary } from '../reference/unary.ts';

type T = Tensor<number[]>;

/** A function of one tensor: how core calls it, which contract function defines it, and where it is smooth. */
interface UnaryPlan {
  readonly run: (x: T) => Tensor;
  readonly function: UnaryFunction;
  readonly alpha?: number;
  readonly beta?: number;
  readonly low: number;
  readonly high: number;
  /** Undefined where the gradient is not defined by this operation (it is zero almost everywhere). */
  readonly gradient?: GradientModel;
}

const f = Math.fround;
/** Transcendental: about 8 + 4|x| units for the function, and a few products around it. */
const smooth: GradientModel = { roundings: 40, slack: 1 };

const unaryPlans: Readonly<Record<string, UnaryPlan>> = {
  neg: { run: neg, function: 'affine', alpha: -1, low: -4, high: 4, gradient: {} },
  affine: { run: (x) => affine(x, 0.5, -3), function: 'affine', alpha: 0.5, beta: -3, low: -4, high: 4, gradient: {} },
  'add of a number': {
    run: (x) => add(x, 2.5),
    function: 'affine',
    alpha: 1,
    beta: 2.5,
    low: -4,
    high: 4,
    gradient: {},
  },
  'sub of a number': {
    run: (x) => sub(x, 2.5),
    function: 'affine',
    alpha: 1,
    beta: -2.5,
    low: -4,
    high: 4,
    gradient: {},
  },
  'mul by a number': { run: (x) => mul(x, -3), function: 'affine', alpha: -3, low: -4, high: 4, gradient: {} },
  'div by a number': {
    run: (x) => div(x, 4),
    function: 'affine',
    alpha: 0.25,
    low: -4,
    high: 4,
    gradient: { roundings: 8 },
  },
  abs: { run: abs, function: 'abs', low: -4, high: 4, gradient: {} },
  sign: { run: sign, function: 'sign', low: -4, high: 4 },
  step: { run: (x) => step(x, 0.25), function: 'step', alpha: 0.25, low: -4, high: 4 },
  exp: { run: exp, function: 'exp', low: -3, high: 3, gradient: smooth },
  log: { run: log, function: 'log', low: 0.5, high: 9, gradient: smooth },
  sqrt: { run: sqrt, function: 'sqrt', low: 0.5, high: 9, gradient: smooth },
  square: { run: square, function: 'pow', alpha: 2, low: -4, high: 4, gradient: {} },
  'pow 3': { run: (x) => pow(x, 3), function: 'pow', alpha: 3, low: 0.5, high: 3, gradient: { roundings: 200 } },
  'pow -0.5': {
    run: (x) => pow(x, -0.5),
    function: 'pow',
    alpha: -0.5,
    low: 0.5,
    high: 9,
    gradient: { roundings: 100 },
  },
  relu: { run: relu, function: 'relu', low: -4, high: 4, gradient: {} },
  leakyRelu: { run: (x) => leakyRelu(x), function: 'leakyRelu', alpha: f(0.01), low: -4, high: 4, gradient: {} },
  'leakyRelu 0.3': {
    run: (x) => leakyRelu(x, f(0.3)),
    function: 'leakyRelu',
    alpha: f(0.3),
    low: -4,
    high: 4,
    gradient: {},
  },
  sigmoid: { run: sigmoid, function: 'sigmoid', low: -6, high: 6, gradient: smooth },
  tanh: { run: tanh, function: 'tanh', low: -4, high: 4, gradient: smooth },
  erf: { run: erf, function: 'erf', low: -3, high: 3, gradient: { roundings: 60, slack: 1 } },
  gelu: { run: gelu, function: 'gelu', low: -4, high: 4, gradient: { roundings: 60, slack: 1 } },
  silu: { run: silu, function: 'silu', low: -6, high: 6, gradient: smooth },
};

/** Random numbers that keep away from 0, where several of these have a corner. */
function awayFromZero(random: Random, length: number, low: number, high: number): Float32Array {
  return random.floats(length, low, high).map((x) => (Math.abs(x) < 0.01 ? Math.sign(x || 1) * 0.01 + x : x));
}

function unaryExample(name: string, plan: UnaryPlan, shape: readonly number[], random: Random): OpExample {
  const length = shape.reduce((a, b) => a * b, 1);
  const { function: definition, alpha = 0, beta = 0, low, high, gradient } = plan;
  return {
    what: `${name} of shape [${shape.join(', ')}]`,
    inputs: [{ shape, data: awayFromZero(random, length, low, high) }],
    run: plan.run,
    reference: (x) => ({ shape: x.shape, ...unary(definition, x.data, alpha, beta) }),
    ...(gradient === undefined ? {} : { gradient }),
  };
}

const shapes: readonly (readonly number[])[] = [[2, 3, 5], [17], [], [0, 3]];

function unaryCases(): ConformanceCase[] {
  const tableOf = (plans: [string, UnaryPlan][]): Record<string, Examples> =>
    Object.fromEntries(
      plans.map(([name, plan]): [string, Examples] => [
        name,
        (random) => shapes.map((shape) => unaryExample(name, plan, shape, random)),
      ]),
    );
  const all = Object.entries(unaryPlans);
  const smoothOnes = all.filter(([, plan]) => plan.gradient !== undefined);
  return [...valueCases('elementwise', tableOf(all)), ...gradientCases('elementwise', tableOf(smoothOnes))];
}

interface BinaryPlan {
  readonly run: (a: T, b: T) => Tensor;
  readonly gradient?: GradientModel;
}

const binaryPlans: Readonly<Record<BinaryFunction, BinaryPlan>> = {
  add: { run: (a, b) => add(a, b), gradient: {} },
  sub: { run: (a, b) => sub(a, b), gradient: {} },
  mul: { run: (a, b) => mul(a, b), gradient: {} },
  div: { run: (a, b) => div(a, b), gradient: { roundings: 16 } },
  maximum: { run: (a, b) => maximum(a, b), gradient: {} },
  minimum: { run: (a, b) => minimum(a, b), gradient: {} },
  equal: { run: (a, b) => equal(a, b) },
  greater: { run: (a, b) => greater(a, b) },
};

const pairs: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [2, 3, 4],
    [2, 3, 4],
  ],
  [[2, 3, 4], [4]],
  [
    [3, 1, 4],
    [2, 1],
  ],
  [
    [1, 5],
    [4, 1],
  ],
  [
    [2, 3, 2, 2],
    [3, 1, 1],
  ],
  [[], [2, 3]],
  [[7], []],
  [[1, 1], [1]],
  [
    [0, 3],
    [1, 3],
  ],
];

/** Numbers that no two operands share, so that maximum and minimum have no ties. */
function binaryExample(
  name: BinaryFunction,
  [a, b]: (typeof pairs)[number],
  random: Random,
  distinct: boolean,
): OpExample {
  const [aLength, bLength] = [a, b].map((shape) => shape.reduce((x, y) => x * y, 1)) as [number, number];
  const values = distinct
    ? random.distinct(aLength + bLength).map((x) => x + Math.sign(x) * 0.5)
    : random.wholes(aLength + bLength, 1, 4);
  const reference = (x: NdArray, y: NdArray) => {
    const shape = broadcastShape(x.shape, y.shape);
    const [aStrides, bStrides] = [broadcastStrides(x.shape, shape), broadcastStrides(y.shape, shape)];
    return { shape, ...binary(name, { a: x.data, b: y.data, shape, aStrides, bStrides }) };
  };
  return {
    what: `${name} of shapes [${a.join(', ')}] and [${b.join(', ')}]`,
    inputs: [
      { shape: a, data: values.slice(0, aLength) },
      { shape: b, data: values.slice(aLength) },
    ],
    run: binaryPlans[name].run,
    reference: (...inputs) => reference(inputs[0]!, inputs[1]!),
    ...(binaryPlans[name].gradient === undefined ? {} : { gradient: binaryPlans[name].gradient }),
  };
}

function binaryCases(): ConformanceCase[] {
  const tableOf = (names: readonly BinaryFunction[], distinct: boolean): Record<string, Examples> =>
    Object.fromEntries(
      names.map((name): [string, Examples] => [
        name,
        (random) => pairs.map((pair) => binaryExample(name, pair, random, distinct)),
      ]),
    );
  const names = Object.keys(binaryPlans) as BinaryFunction[];
  const differentiable = names.filter((name) => binaryPlans[name].gradient !== undefined);
  return [
    ...valueCases('broadcasting', tableOf(names, false)),
    ...gradientCases('broadcasting', tableOf(differentiable, true)),
  ];
}

/** Numbers as the second operand of what the contract knows for two tensors only. */
const withNumber: Record<string, Examples> = {
  'maximum, minimum, equal and greater with a number': (random) => {
    const x = { shape: [3, 5], data: random.wholes(15) };
    const runs = {
      maximum: (t: T) => maximum(t, 1),
      minimum: (t: T) => minimum(t, 1),
      equal: (t: T) => equal(t, 1),
      greater: (t: T) => greater(t, 1),
    };
    return Object.entries(runs).map(([name, run]) => ({
      what: `${name} of shape [3, 5] and 1`,
      inputs: [x],
      run,
      reference: (input) => ({
        shape: [3, 5],
        ...binary(name as BinaryFunction, { a: input.data, b: [1], shape: [15], aStrides: [1], bStrides: [0] }),
      }),
    }));
  },
};

export const elementwiseCases: readonly ConformanceCase[] = [
  ...unaryCases(),
  ...binaryCases(),
  ...valueCases('broadcasting', withNumber),
];
