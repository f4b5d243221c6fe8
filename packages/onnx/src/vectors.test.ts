import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpu } from '@gemmule/backend-cpu';
import { abs, type Backend, scope, Tensor, tensor } from '@gemmule/core';
import { isWithin, sumBound } from '@gemmule/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Feed, loadOnnx } from './index.ts';
import { type Attribute, type TensorType, type TestModel, writeModel } from './testing/write-model.ts';

/*
 * The ONNX project's node tests, each as a whole model. They are not part of the repository: `GEMMULE_VECTORS` says where they
 * are, by default beside it.
 */
interface VectorTensor {
  readonly shape: readonly number[];
  readonly dtype: TensorType;
  readonly data: readonly (number | string)[];
}

interface Vector {
  readonly name: string;
  readonly op: string;
  readonly opset: number;
  readonly attributes: Readonly<Record<string, number | string | readonly number[]>>;
  readonly inputs: readonly (VectorTensor | null)[];
  readonly outputs: readonly (VectorTensor | null)[];
}

const INDICES = 'core keeps the indices of maxima to itself';

/** Operators that a model which predicts does not have. */
const leftOutOperators: Readonly<Record<string, string>> = {
  Adagrad: 'training',
  Adam: 'training',
  Col2Im: 'no network that is exported has it; core calls it fold',
  Momentum: 'training',
  NegativeLogLikelihoodLoss: 'training',
  SoftmaxCrossEntropyLoss: 'training',
};

/** Single cases of operators that we do run. */
const leftOutCases: Readonly<Record<string, string>> = {
  test_batchnorm_epsilon_training_mode: 'training',
  test_batchnorm_example_training_mode: 'training',
  test_maxpool_with_argmax_2d_precomputed_pads: INDICES,
  test_maxpool_with_argmax_2d_precomputed_strides: INDICES,
};

/** Slack for a vector that somebody wrote down with 4 decimals, of the inputs as well as of the means over 9 of them. */
const ROUNDED: Readonly<Record<string, number>> = { test_averagepool_2d_ceil_last_window_starts_on_pad: 1e-4 };

/** Attributes that are floats though JSON shows some of them as whole numbers. */
const FLOATS = new Set(['alpha', 'beta', 'epsilon', 'momentum', 'value']);

const root = resolve(import.meta.dirname, '../../..');
const folder = join(process.env['GEMMULE_VECTORS'] ?? join(root, '../shared/vectors'), 'onnx');
const present = existsSync(folder);
const vectors = present ? readdirSync(folder).toSorted().flatMap(read) : [];
const run = vectors.filter(({ name, op }) => !(op in leftOutOperators) && !(name in leftOutCases));

function read(file: string): readonly Vector[] {
  return (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases: Vector[] }).cases;
}

function modelOf({ op, opset, attributes, inputs, outputs }: Vector): TestModel {
  const values = (prefix: string, list: Vector['inputs']) =>
    list.flatMap((value, i) =>
      value === null ? [] : [{ name: `${prefix}${i}`, dtype: value.dtype, shape: value.shape }],
    );
  const boxed = Object.entries(attributes).map(([name, value]): [string, Attribute] => [
    name,
    FLOATS.has(name) ? { float: Number(value) } : value,
  ]);
  const node = {
    op,
    attributes: Object.fromEntries(boxed),
    inputs: inputs.map((value, i) => (value === null ? '' : `i${i}`)),
    outputs: outputs.map((value, i) => (value === null ? '' : `o${i}`)),
  };
  return { opset: Math.max(opset, 9), nodes: [node], inputs: values('i', inputs), outputs: values('o', outputs) };
}

const numbersOf = ({ dtype, data }: VectorTensor): number[] =>
  data.map((value) => (dtype === 'float32' ? Math.fround(Number(value)) : Number(value)));

const title = present ? ` (${run.length} of ${vectors.length} run)` : `: SKIPPED, there is no ${folder}`;
if (!present) console.warn(`ONNX vectors${title}`);

describe.skipIf(!present)(`ONNX vectors as models${title}`, () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await cpu();
  });
  afterAll(() => backend.dispose());

  test('every reason still concerns a case', () => {
    const [names, ops] = [new Set(vectors.map(({ name }) => name)), new Set(vectors.map(({ op }) => op))];
    expect(Object.keys(leftOutCases).filter((name) => !names.has(name))).toEqual([]);
    expect(Object.keys(leftOutOperators).filter((op) => !ops.has(op))).toEqual([]);
  });

  // On the backend where a feed may be a tensor, and on the host as far as it reaches.
  test.each(run)('$op: $name', (vector) => {
    using model = loadOnnx(writeModel(modelOf(vector)), { backend });
    const decides = HOST_INPUTS[vector.op] ?? [];
    check(vector, (value, i) => {
      const feed = { shape: value.shape, data: numbersOf(value) };
      return value.dtype === 'float32' && !decides.includes(i) ? tensor(feed.data, [...feed.shape], { backend }) : feed;
    });
    check(vector, (value) => ({ shape: value.shape, data: numbersOf(value) }));

    function check({ name, inputs, outputs }: Vector, feed: (value: VectorTensor, index: number) => Feed): void {
      scope(() => {
        const run = (feeds: typeof feed) =>
          model.run(Object.fromEntries(inputs.flatMap((value, i) => (value ? [[`i${i}`, feeds(value, i)]] : []))));
        const results = run(feed);
        // Of sums of products, the same of all magnitudes: the `sum |a||b|` of their bound.
        const terms = termsOf(vector);
        const magnitudes = terms === 0 ? {} : run((value, i) => magnitudeOf(feed(value, i), value));
        outputs.forEach((wanted, o) => {
          if (wanted === null) return;
          const result = results[`o${o}`]!;
          expect(result.shape).toEqual(wanted.shape);
          const [got, sizes] = [result.dataSync(), magnitudes[`o${o}`]?.dataSync()];
          numbersOf(wanted).forEach((want, at) => {
            // Both sides are computed in float32.
            const sums = sizes === undefined ? 0 : 2 * sumBound(terms, sizes[at]!);
            const bound = sums + (FUNCTIONS[vector.op]?.(vector, want) ?? 0) + (ROUNDED[name] ?? 0);
            expect(isWithin(got[at]!, want, bound), `element ${at}: ${got[at]}, not ${want} (bound ${bound})`).toBe(
              true,
            );
          });
        });
      });
    }
  });
});

/** Inputs that are floats and decide over more than their values, so that they must be on the host. */
const HOST_INPUTS: Readonly<Record<string, readonly number[]>> = { Pad: [2] };

function magnitudeOf(feed: Feed, { dtype }: VectorTensor): Feed {
  if (dtype !== 'float32') return feed;
  if (feed instanceof Tensor) return abs(feed);
  return { shape: feed.shape, data: Array.from(feed.data, Math.abs) };
}

/** How many roundings a term of a sum goes through; 0 for operators that do not sum, whose results are exact. */
function termsOf({ op, inputs, attributes }: Vector): number {
  const [x, y] = inputs.map((input) => input?.shape ?? []) as [readonly number[], readonly number[]];
  const product = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);
  switch (op) {
    case 'Conv':
      return product(y.slice(1)) + 1;
    case 'ConvTranspose':
      return product(y) / y[1]! + 1;
    case 'Gemm':
      return x[attributes['transA'] === 1 ? 0 : 1]! + 3;
    case 'MatMul':
      return x.at(-1)!;
    case 'AveragePool':
      return product(attributes['kernel_shape'] as readonly number[]) + 1;
    case 'GlobalAveragePool':
    case 'ReduceMean':
    case 'ReduceSum':
      return product(x) + 1;
    default:
      return 0;
  }
}

/**
 * Bounds of what is neither a sum nor exact. Softmax: an exponential is off by its argument's rounding, which is at most the
 * spread of the scores, a row's sum by one rounding for each; the vectors' rows have up to 5 scores, and where the spread is large
 * all but the largest vanish. Batch normalisation: four operations whose operands are of the size of a few.
 */
const FUNCTIONS: Readonly<Record<string, (vector: Vector, want: number) => number>> = {
  Softmax: (_, want) => 2 * sumBound(20, Math.abs(want)),
  LogSoftmax: (_, want) => 2 * sumBound(20, 1 + Math.abs(want)),
  BatchNormalization: (_, want) => 2 * sumBound(8, 4 + Math.abs(want)),
};
