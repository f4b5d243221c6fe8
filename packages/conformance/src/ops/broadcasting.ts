import { add, type BinaryFunction, div, equal, greater, maximum, minimum, mul, sub, type Tensor } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import type { GradientModel } from '../harness/gradient-check.ts';
import { type Examples, gradientCases, type OpExample, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { broadcastShape, broadcastStrides, type NdArray } from '../reference/array.ts';
import { binary } from '../reference/binary.ts';

type T = Tensor<number[]>;

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

export const broadcastingCases: readonly ConformanceCase[] = [
  ...binaryCases(),
  ...valueCases('broadcasting', withNumber),
];
