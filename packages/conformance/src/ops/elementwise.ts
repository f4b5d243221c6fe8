import {
  abs,
  add,
  affine,
  div,
  erf,
  exp,
  gelu,
  leakyRelu,
  log,
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
  type Tensor,
  type UnaryFunction,
} from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import type { GradientModel } from '../harness/gradient-check.ts';
import { type Examples, gradientCases, type OpExample, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
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

/** Functions of one tensor, and of a tensor and a number where they come down to that. */
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

export const elementwiseCases: readonly ConformanceCase[] = unaryCases();
