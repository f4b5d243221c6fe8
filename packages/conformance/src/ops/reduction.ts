import {
  argmax,
  logSoftmax,
  max,
  mean,
  min,
  type ReduceFunction,
  softmax,
  sum,
  tensor,
  type Tensor,
} from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { assertClose } from '../harness/compare.ts';
import { type Examples, opCase, opCases, type OpExample, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { argmax as argmaxReference } from '../reference/reduce.ts';
import { reduceAxes } from '../reference/reduce-axes.ts';
import { softmax as softmaxReference } from '../reference/softmax.ts';
import { exact } from '../tolerance.ts';

type T = Tensor<number[]>;
type Axis = number | readonly number[] | undefined;

const run: Readonly<Record<ReduceFunction, (x: T, axis: Axis, keepDims: boolean) => Tensor>> = {
  sum: (x, axis, keepDims) => sum(x, { axis, keepDims }),
  mean: (x, axis, keepDims) => mean(x, { axis, keepDims }),
  max: (x, axis, keepDims) => max(x, { axis, keepDims }),
  min: (x, axis, keepDims) => min(x, { axis, keepDims }),
};
const names = Object.keys(run) as ReduceFunction[];

function axesOf(axis: Axis, rank: number): number[] {
  if (axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  return (typeof axis === 'number' ? [axis] : [...axis])
    .map((one) => (one < 0 ? one + rank : one))
    .sort((a, b) => a - b);
}

function example(
  name: ReduceFunction,
  shape: readonly number[],
  axis: Axis,
  keepDims: boolean,
  data: Float32Array,
): OpExample {
  return {
    what: `${name} of shape [${shape.join(', ')}] over axis ${JSON.stringify(axis) ?? 'all'} keepDims ${keepDims}`,
    inputs: [{ shape, data }],
    run: (x) => run[name](x, axis, keepDims),
    // A mean over groups of axes is a mean of means: one more rounded factor.
    reference: (x) => reduceAxes(name, x, axesOf(axis, shape.length), keepDims),
    gradient: { roundings: 8 },
  };
}

const SHAPE = [3, 2, 4, 2];
const AXES: readonly Axis[] = [undefined, 0, 1, 3, -1, -2, [0, 1], [1, 2], [0, 2], [0, -1], [0, 2, 3], [0, 1, 2, 3]];

const reduceTable = (name: ReduceFunction): Record<string, Examples> => ({
  [`${name} over any axes`]: (random: Random) =>
    AXES.flatMap((axis) => [true, false].map((keep) => example(name, SHAPE, axis, keep, random.distinct(48)))),
  [`${name} of a vector and of a number`]: (random: Random) => [
    example(name, [9], undefined, false, random.distinct(9)),
    example(name, [], undefined, false, random.distinct(1)),
  ],
});

const emptyTable: Record<string, Examples> = {
  'over no elements': () =>
    names.flatMap((name) => [
      example(name, [2, 0, 3], 1, true, new Float32Array()),
      example(name, [2, 0, 3], 2, false, new Float32Array()),
      example(name, [2, 0, 3], undefined, false, new Float32Array()),
    ]),
};

/** Softmax lanes: [outer, size, inner] around the axis. */
function softmaxExample(shape: readonly number[], axis: number, logarithm: boolean, data: Float32Array): OpExample {
  const along = axis < 0 ? axis + shape.length : axis;
  const product = (part: readonly number[]): number => part.reduce((a, b) => a * b, 1);
  const sizes = { outer: product(shape.slice(0, along)), size: shape[along]!, inner: product(shape.slice(along + 1)) };
  return {
    what: `${logarithm ? 'logSoftmax' : 'softmax'} of shape [${shape.join(', ')}] along ${axis}`,
    inputs: [{ shape, data }],
    run: (x) => (logarithm ? logSoftmax(x, axis) : softmax(x, axis)),
    reference: (x) => ({ shape, ...softmaxReference(sizes, x.data, logarithm) }),
    gradient: { roundings: 40, slack: 2 },
  };
}

const softmaxTable = (logarithm: boolean): Record<string, Examples> => ({
  'along any axis': (random: Random) => [
    ...[0, 1, 2, -1, -2, -3].map((axis) => softmaxExample([3, 4, 5], axis, logarithm, random.floats(60, -4, 4))),
    softmaxExample([7], 0, logarithm, random.floats(7)),
    softmaxExample([2, 1], 1, logarithm, random.floats(2)),
    softmaxExample([5, 33], -1, logarithm, random.floats(165, -6, 6)),
  ],
  'of an empty batch': () => [softmaxExample([0, 4], 1, logarithm, new Float32Array())],
});

const largeTable: Record<string, Examples> = {
  'large numbers do not overflow': () => {
    const data = Float32Array.from([0, 1, 2, 3, 10000, 10001, 10002, 10003]);
    return [softmaxExample([2, 4], 1, false, data), softmaxExample([2, 4], 1, true, data)];
  },
  'a NaN fills its own lane': () => {
    const data = Float32Array.from([0, 1, Number.NaN, 3, 1, 2, 3, 4]);
    return [softmaxExample([2, 4], 1, false, data), softmaxExample([2, 4], 0, true, data)];
  },
};

export const reductionCases: readonly ConformanceCase[] = [
  ...names.flatMap((name) => opCases('reductions', reduceTable(name))),
  ...valueCases('reductions', emptyTable),
  ...opCases('softmax', softmaxTable(false)),
  ...opCases('logSoftmax', softmaxTable(true)),
  ...valueCases('softmax', largeTable),
  opCase('argmax of tensors', 'any axis, the first of equals', async ({ backend }, random) => {
    for (const axis of [undefined, 0, 1, 2, -1, -3]) {
      for (const keepDims of [false, true]) {
        const data = random.wholes(60, -2, 2);
        const x = tensor(data, [3, 4, 5] as number[], { backend });
        const result = argmax(x, { axis, keepDims });
        const along = axis === undefined ? undefined : (axis + 3) % 3;
        const lengths = [3, 4, 5];
        const product = (part: readonly number[]): number => part.reduce((a, b) => a * b, 1);
        const sizes =
          along === undefined
            ? { outer: 1, size: 60, inner: 1 }
            : {
                outer: product(lengths.slice(0, along)),
                size: lengths[along]!,
                inner: product(lengths.slice(along + 1)),
              };
        assertClose(
          await result.data(),
          exact(argmaxReference(sizes, data)),
          `argmax axis ${axis} keepDims ${keepDims}`,
        );
        x.dispose();
        result.dispose();
      }
    }
  }),
];
