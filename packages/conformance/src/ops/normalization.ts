import {
  batchNorm,
  batchNormWithStatistics,
  groupNorm,
  instanceNorm,
  layerNorm,
  movingAverage,
  type NormOptions,
  type Tensor,
} from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { assertClose } from '../harness/compare.ts';
import type { GradientModel } from '../harness/gradient-check.ts';
import { disposeAll, type Examples, opCase, opCases, type OpExample, upload, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import type { NdArray } from '../reference/array.ts';
import {
  batchNormalization,
  groupNormalization,
  layerNormalization,
  momentsOf,
  type Normalization,
  normalize,
  normalizeBy,
} from '../reference/normalize.ts';
import { sumBound } from '../tolerance.ts';

type T = Tensor<number[]>;

const EPSILON = Math.fround(1e-5);
/** Sums over a group, several times over; factors of up to 1 over a deviation, and products of three of those. */
const gradient: GradientModel = { roundings: 60, slack: 4 };

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const of = (random: Random, shape: readonly number[], low = -1, high = 1): NdArray => ({
  shape,
  data: random.floats(size(shape), low, high),
});

/** Which of its two operands a normalisation is given. */
type Operands = 'weight and bias' | 'weight' | 'bias' | 'neither';

function optionsOf(given: Operands, [first, second]: readonly T[]): NormOptions & { weight?: T; bias?: T } {
  if (given === 'weight and bias') return { weight: first!, bias: second!, epsilon: EPSILON };
  return { ...(given === 'neither' ? {} : { [given]: first! }), epsilon: EPSILON };
}

/** A normalisation of x by its own moments, with operands of the shape given. */
function example(
  what: string,
  x: NdArray,
  given: Operands,
  operand: readonly number[],
  definition: Normalization,
  run: (x: T, options: NormOptions) => Tensor,
  random: Random,
): OpExample {
  const counts = { 'weight and bias': 2, weight: 1, bias: 1, neither: 0 };
  const operands = Array.from({ length: counts[given] }, () => of(random, operand, 0.5, 2));
  return {
    what: `${what} of shape [${x.shape.join(', ')}] with ${given}`,
    inputs: [x, ...operands],
    run: (x, ...rest) => run(x, optionsOf(given, rest)),
    reference: (x, first, second) =>
      given === 'bias' ? normalize(definition, x, undefined, first) : normalize(definition, x, first, second),
    gradient,
  };
}

const batch = (x: NdArray, given: Operands, random: Random): OpExample =>
  example(
    'batchNorm',
    x,
    given,
    [x.shape[1]!],
    batchNormalization(EPSILON),
    (x, options) => batchNorm(x, options),
    random,
  );

const layer = (x: NdArray, dimensions: number, given: Operands, random: Random): OpExample => {
  const last = x.shape.slice(-dimensions);
  const definition = layerNormalization(EPSILON, dimensions);
  return example('layerNorm', x, given, last, definition, (x, options) => layerNorm(x, last, options), random);
};

const group = (x: NdArray, groups: number, given: Operands, random: Random): OpExample => {
  const definition = groupNormalization(EPSILON, x.shape[1]! / groups);
  const what = `groupNorm in ${groups} groups`;
  return example(what, x, given, [x.shape[1]!], definition, (x, options) => groupNorm(x, groups, options), random);
};

const instance = (x: NdArray, given: Operands, random: Random): OpExample =>
  example(
    'instanceNorm',
    x,
    given,
    [x.shape[1]!],
    groupNormalization(EPSILON, 1),
    (x, o) => instanceNorm(x, o),
    random,
  );

/** Batch normalisation by statistics that are operands too. */
function byStatistics(random: Random): OpExample {
  const [mean, variance] = [of(random, [3]), of(random, [3], 0.3, 3)];
  return {
    what: 'batchNorm of shape [2, 3, 2, 4] by given statistics',
    inputs: [of(random, [2, 3, 2, 4]), mean, variance, of(random, [3], 0.5, 2), of(random, [3])],
    run: (x, mean, variance, weight, bias) =>
      batchNorm(x, { statistics: { mean: mean, variance: variance }, weight, bias, epsilon: EPSILON }),
    reference: (x, mean, variance, weight, bias) => normalizeBy(EPSILON, x, mean, variance, weight, bias),
    gradient,
  };
}

const table: Record<string, Record<string, Examples>> = {
  batchNorm: {
    'by the statistics of the batch': (random) => [
      batch(of(random, [3, 2, 3, 4]), 'weight and bias', random),
      batch(of(random, [6, 5]), 'neither', random),
    ],
    'by given statistics': (random) => [byStatistics(random)],
  },
  layerNorm: {
    'over the last dimensions': (random) => [
      layer(of(random, [3, 4, 5]), 1, 'weight and bias', random),
      layer(of(random, [2, 3, 5]), 2, 'bias', random),
      layer(of(random, [2, 7]), 1, 'weight', random),
    ],
  },
  groupNorm: {
    'in groups of channels': (random) => [
      group(of(random, [2, 6, 2, 3]), 3, 'weight and bias', random),
      group(of(random, [3, 4, 3]), 2, 'bias', random),
      group(of(random, [2, 8]), 2, 'weight', random),
    ],
  },
  instanceNorm: {
    'of each channel': (random) => [
      instance(of(random, [2, 3, 2, 4]), 'weight and bias', random),
      instance(of(random, [2, 3, 5]), 'neither', random),
    ],
  },
};

/** Numbers around a mean which is so large that its square has no room left for the deviation. */
const farAway = (random: Random, shape: readonly number[]): NdArray => of(random, shape, 9999, 10_001);

const farTable: Record<string, Examples> = {
  'a large mean costs no digits': (random) => [
    batch(farAway(random, [4, 2, 5, 9]), 'weight and bias', random),
    layer(farAway(random, [3, 90]), 1, 'neither', random),
    group(farAway(random, [2, 4, 30]), 2, 'weight', random),
  ],
  'of an empty batch': (random) => [
    batch(of(random, [0, 3, 4]), 'weight and bias', random),
    layer(of(random, [0, 4]), 1, 'weight', random),
    group(of(random, [0, 4, 2]), 2, 'bias', random),
  ],
};

export const normalizationCases: readonly ConformanceCase[] = [
  ...Object.entries(table).flatMap(([name, examples]) => opCases(name, examples)),
  ...valueCases('normalizations', farTable),
  opCase('batchNormWithStatistics', 'returns the statistics', async (context, random) => {
    const data = of(random, [4, 3, 5], 99, 101);
    const [x] = upload(context, [data]) as [T];
    const { output, statistics } = batchNormWithStatistics(x);
    const moments = [...momentsOf(data, batchNormalization(0).groupOf).values()];
    const relative = (values: number[]) => ({
      values: Float64Array.from(values),
      bounds: Float64Array.from(values, (value) => sumBound(24 + 2 * 20, value)),
    });
    assertClose(await statistics.mean.data(), relative(moments.map(({ mean }) => mean)), 'mean');
    assertClose(await statistics.variance.data(), relative(moments.map(({ variance }) => variance)), 'variance');
    disposeAll([x, output, statistics.mean, statistics.variance]);
  }),
  opCase('movingAverage', 'moves in place, by its momentum', async (context, random) => {
    const before = [of(random, [3, 4]), of(random, [3, 4])];
    for (const momentum of [0, Math.fround(0.1), 1]) {
      const [average, value] = upload(context, before) as [T, T];
      movingAverage(average, value, momentum);
      const [old, now] = before.map(({ data }) => Array.from(data)) as [number[], number[]];
      const values = Float64Array.from(old, (one, i) => (1 - momentum) * one + momentum * now[i]!);
      const bounds = Float64Array.from(old, (one, i) => sumBound(6, Math.abs(one) + Math.abs(now[i]!)));
      assertClose(await average.data(), { values, bounds }, `movingAverage, momentum ${momentum}`);
      disposeAll([average, value]);
    }
  }),
];
