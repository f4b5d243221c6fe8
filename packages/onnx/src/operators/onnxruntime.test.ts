import { cpu } from '@gemmule/backend-cpu';
import { type Backend, generator, scope, tensor } from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadOnnx } from '../index.ts';
import { runInPeer } from '../testing/onnxruntime.ts';
import { type Attribute, constant, type TensorType, writeModel } from '../testing/write-model.ts';
import { operators } from './table.ts';

// Each operator as a model of one node, against ONNX Runtime.

/** Random numbers from -2 to 2 that are fed as a tensor, or integers that are part of the model. */
type Input = readonly number[] | Constant | null;
interface Constant {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype: TensorType;
}

const ints = (...data: number[]): Constant => ({ shape: [data.length], data, dtype: 'int64' });
const int = (value: number): Constant => ({ shape: [], data: [value], dtype: 'int64' });
const floats = (...data: number[]): Constant => ({ shape: [data.length], data, dtype: 'float32' });
const float = (value: number): Constant => ({ shape: [], data: [value], dtype: 'float32' });
const bools = (...data: number[]): Constant => ({ shape: [data.length], data, dtype: 'bool' });
const f = (float: number): Attribute => ({ float });

interface Case {
  readonly op: string;
  readonly inputs: readonly Input[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly opset?: number;
  readonly outputs?: number;
  /** Of the outputs. */
  readonly dtype?: TensorType;
  /** All inputs positive. */
  readonly positive?: boolean;
}

const image = [2, 3, 5, 6] as const;
const all = (op: string, ...others: Omit<Case, 'op'>[]): Case[] => others.map((one) => ({ op, ...one }));
const unary = [
  'Abs',
  'Neg',
  'Sign',
  'Exp',
  'Erf',
  'Relu',
  'Sigmoid',
  'Tanh',
  'Softplus',
  'Softsign',
  'HardSigmoid',
  'LeakyRelu',
];
const resizes = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'];

const cases: readonly Case[] = [
  ...unary.map((op) => ({ op, inputs: [image] })),
  ...['Elu', 'Selu', 'Celu'].map((op) => ({ op, inputs: [image], attributes: { alpha: f(0.7) } })),
  ...['Sqrt', 'Log', 'Reciprocal'].map((op) => ({ op, inputs: [image], positive: true })),
  ...['HardSwish', 'Mish'].map((op) => ({ op, inputs: [image], opset: 18 })),
  ...all('Gelu', { inputs: [image], opset: 20 }, { inputs: [image], opset: 20, attributes: { approximate: 'tanh' } }),
  ...['Floor', 'Ceil', 'Round'].map((op) => ({ op, inputs: [floats(-2.5, -1.5, -0.5, -0.2, 0.5, 1.5, 2.5, 2.7)] })),
  ...['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max'].map((op) => ({
    op,
    inputs: [
      [3, 1, 5],
      [4, 5],
    ],
  })),
  ...['Sum', 'Mean', 'Max', 'Min'].map((op) => ({ op, inputs: [[3, 1, 5], [4, 5], [5]] })),
  ...['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max'].map((op) => ({
    op,
    inputs: [ints(7, -7, 5), ints(2, 2, 3)],
    dtype: 'int64' as const,
  })),
  ...all(
    'Mod',
    { inputs: [ints(7, -7, 5), ints(3, 3, -3)], dtype: 'int64' },
    { inputs: [ints(7, -7, 5), ints(3, 3, -3)], dtype: 'int64', attributes: { fmod: 1 } },
  ),
  ...all(
    'Pow',
    { inputs: [image, float(2)] },
    { inputs: [image, float(0.5)], positive: true },
    { inputs: [ints(2, 3), ints(3, 2)], dtype: 'int64' },
  ),
  ...['Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual'].flatMap((op) =>
    all(op, { inputs: [[3, 4], [4]], dtype: 'bool' }, { inputs: [ints(1, 2, 3), ints(3, 2, 1)], dtype: 'bool' }),
  ),
  ...['And', 'Or', 'Xor'].map((op) => ({ op, inputs: [bools(0, 0, 1, 1), bools(0, 1, 0, 1)], dtype: 'bool' as const })),
  { op: 'Not', inputs: [bools(0, 1)], dtype: 'bool' },
  ...all(
    'Where',
    { inputs: [bools(0, 1, 1), [4, 3], [4, 1]] },
    { inputs: [bools(1, 0), ints(1, 2), ints(3, 4)], dtype: 'int64' },
    { inputs: [bools(1, 0), [2], floats(-Infinity, -Infinity)] },
  ),
  ...all(
    'Clip',
    { inputs: [image, float(-0.5), float(1)] },
    { inputs: [image, null, float(1)] },
    { inputs: [image] },
    { inputs: [image], opset: 10, attributes: { min: f(-1), max: f(0.5) } },
  ),
  ...all('PRelu', { inputs: [image, [3, 1, 1]] }, { inputs: [image, [1]] }),
  ...all(
    'Softmax',
    { inputs: [image] },
    { inputs: [image], attributes: { axis: 1 } },
    { inputs: [image], opset: 11 },
    { inputs: [image], opset: 11, attributes: { axis: 2 } },
  ),
  ...all('LogSoftmax', { inputs: [image] }, { inputs: [image], opset: 11 }),
  ...all(
    'Conv',
    { inputs: [image, [4, 3, 3, 3], [4]], attributes: { auto_pad: 'SAME_UPPER', strides: [2, 2] } },
    { inputs: [image, [4, 3, 2, 2]], attributes: { auto_pad: 'SAME_LOWER', strides: [2, 1] } },
    { inputs: [image, [6, 1, 3, 3], [6]], attributes: { auto_pad: 'VALID', group: 3, kernel_shape: [3, 3] } },
    {
      inputs: [
        [1, 2, 9],
        [3, 2, 3],
      ],
      attributes: { pads: [2, 1], dilations: [2] },
    },
    {
      inputs: [
        [1, 2, 4, 5, 6],
        [3, 2, 2, 2, 3],
      ],
      attributes: { pads: [0, 1, 1, 1, 0, 1], strides: [1, 2, 2] },
    },
  ),
  ...all(
    'ConvTranspose',
    { inputs: [image, [3, 4, 3, 3], [4]], attributes: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] } },
    { inputs: [image, [3, 2, 3, 3]], attributes: { strides: [2, 3], auto_pad: 'SAME_UPPER' } },
    { inputs: [image, [3, 2, 3, 3]], attributes: { strides: [2, 3], auto_pad: 'SAME_LOWER' } },
    { inputs: [image, [3, 2, 3, 3]], attributes: { strides: [3, 2], output_shape: [15, 12] } },
    {
      inputs: [
        [1, 2, 5],
        [2, 3, 4],
      ],
      attributes: { strides: [3], pads: [0, 2] },
    },
  ),
  ...all(
    'MaxPool',
    { inputs: [image], attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } },
    { inputs: [image], attributes: { kernel_shape: [2, 2], auto_pad: 'SAME_LOWER' } },
    { inputs: [image], attributes: { kernel_shape: [2, 2], dilations: [2, 3], pads: [1, 0, 1, 1] } },
  ),
  ...all(
    'AveragePool',
    { inputs: [image], attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
    { inputs: [image], attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 } },
    { inputs: [image], attributes: { kernel_shape: [2, 2], auto_pad: 'SAME_UPPER', strides: [2, 2] } },
  ),
  ...all(
    'LpPool',
    { inputs: [image], attributes: { kernel_shape: [2, 3], strides: [1, 2] } },
    { inputs: [image], attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], p: 3 } },
  ),
  ...['GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool'].map((op) => ({ op, inputs: [image] })),
  { op: 'BatchNormalization', inputs: [image, [3], [3], [3], floats(0.5, 1, 2)], attributes: { epsilon: f(0.01) } },
  { op: 'InstanceNormalization', inputs: [image, [3], [3]] },
  ...all('LayerNormalization', { inputs: [image, [6], [6]] }, { inputs: [image, [5, 6]], attributes: { axis: 2 } }),
  ...all(
    'GroupNormalization',
    { inputs: [[2, 6, 4], [2], [2]], opset: 18, attributes: { num_groups: 2 } },
    { inputs: [[2, 6, 4], [6], [6]], opset: 21, attributes: { num_groups: 2 } },
  ),
  ...all(
    'LRN',
    { inputs: [[1, 6, 3, 3]], attributes: { size: 3, alpha: f(0.1) } },
    { inputs: [[1, 6, 3, 3]], attributes: { size: 5, bias: f(2) } },
  ),
  ...all(
    'Gemm',
    { inputs: [[3, 4], [4, 5], [5]] },
    {
      inputs: [
        [4, 3],
        [5, 4],
        [3, 1],
      ],
      attributes: { transA: 1, transB: 1, alpha: f(0.5), beta: f(2) },
    },
  ),
  ...all(
    'MatMul',
    {
      inputs: [
        [2, 1, 3, 4],
        [3, 4, 2],
      ],
    },
    { inputs: [[4], [4, 2]] },
  ),
  ...['ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceL1', 'ReduceL2', 'ReduceSumSquare', 'ReduceLogSumExp'].flatMap(
    (op) =>
      all(
        op,
        { inputs: [image], attributes: { axes: [1, -1] } },
        { inputs: [image], attributes: { keepdims: 0 } },
        { inputs: [image, ints(2)], opset: 18 },
      ),
  ),
  { op: 'ReduceLogSum', inputs: [image], positive: true, attributes: { axes: [1] } },
  ...all(
    'ReduceSum',
    { inputs: [image, ints(-1)] },
    { inputs: [image], attributes: { noop_with_empty_axes: 1 } },
    { inputs: [image], opset: 11, attributes: { axes: [0] } },
  ),
  ...['ReduceProd', 'ReduceMax', 'ReduceSum'].map((op) => ({ op, inputs: [ints(2, 3, 4)], dtype: 'int64' as const })),
  ...['ArgMax', 'ArgMin'].flatMap((op) =>
    all(
      op,
      { inputs: [image], dtype: 'int64', attributes: { axis: 1 } },
      { inputs: [image], dtype: 'int64', attributes: { axis: -1, keepdims: 0 } },
    ),
  ),
  ...all('Reshape', { inputs: [image, ints(0, -1, 2)] }, { inputs: [image, ints(-1)] }),
  ...all(
    'Flatten',
    { inputs: [image] },
    { inputs: [image], attributes: { axis: 0 } },
    { inputs: [image], attributes: { axis: -1 } },
  ),
  ...all(
    'Squeeze',
    { inputs: [[1, 3, 1, 2]] },
    { inputs: [[1, 3, 1, 2], ints(-2)] },
    { inputs: [[1, 3, 1]], opset: 11, attributes: { axes: [0] } },
  ),
  ...all('Unsqueeze', { inputs: [[3, 2], ints(0, -1)] }, { inputs: [[3]], opset: 11, attributes: { axes: [1, 0] } }),
  ...all(
    'Transpose',
    { inputs: [image] },
    { inputs: [image], attributes: { perm: [0, 2, 3, 1] } },
    { inputs: [{ ...ints(1, 2, 3, 4, 5, 6), shape: [2, 3] }], dtype: 'int64' },
  ),
  ...all(
    'Concat',
    {
      inputs: [
        [2, 3],
        [2, 1],
      ],
      attributes: { axis: -1 },
    },
    { inputs: [ints(1, 2), ints(3)], dtype: 'int64', attributes: { axis: 0 } },
  ),
  ...all(
    'Split',
    { inputs: [[2, 6]], outputs: 3, attributes: { axis: 1 } },
    { inputs: [[2, 6], ints(1, 5)], outputs: 2, attributes: { axis: -1 } },
    { inputs: [[7, 2]], outputs: 3, opset: 18, attributes: { num_outputs: 3 } },
    { inputs: [[7, 2]], outputs: 2, opset: 11, attributes: { split: [3, 4] } },
  ),
  ...all(
    'Slice',
    { inputs: [image, ints(1, 0), ints(3, -1), ints(2, 3)] },
    { inputs: [image, ints(-1), ints(-9_007_199_254_740_991), ints(3), ints(-2)] },
    { inputs: [image, ints(4, 1), ints(0, 99), ints(2, -1), ints(-1, 3)] },
    { inputs: [image, ints(3), ints(3), ints(3)] },
    { inputs: [ints(5, 6, 7, 8), ints(-1), ints(-9), ints(0), ints(-1)], dtype: 'int64' },
    { inputs: [image], opset: 9, attributes: { starts: [1], ends: [-1], axes: [3] } },
  ),
  ...all(
    'Gather',
    { inputs: [image, ints(2, 0, -1)], attributes: { axis: 3 } },
    { inputs: [image, int(1)], attributes: { axis: 1 } },
    { inputs: [ints(5, 6, 7), { ...ints(2, 1, 0, 0), shape: [2, 2] }], dtype: 'int64' },
  ),
  ...all(
    'Pad',
    { inputs: [image, ints(0, 0, 1, 2, 0, 0, 1, 0), float(7)] },
    { inputs: [image, ints(0, 0, -1, 2, 0, 1, 0, -2)] },
    { inputs: [image, ints(0, 0, 2, 3, 0, 0, 1, 1)], attributes: { mode: 'reflect' } },
    { inputs: [image, ints(0, 0, 2, 3, 0, 0, 1, 1)], attributes: { mode: 'edge' } },
    { inputs: [image, ints(2, 3, 1, 1), null, ints(2, -1)], opset: 19, attributes: { mode: 'wrap' } },
    { inputs: [ints(1, 2, 3), ints(2, 1)], dtype: 'int64', attributes: { mode: 'reflect' } },
    { inputs: [ints(1, 2, 3), ints(2, -1), int(9)], dtype: 'int64' },
    { inputs: [image], opset: 10, attributes: { pads: [0, 0, 1, 1, 0, 0, 1, 1], value: f(3) } },
  ),
  ...all('Expand', { inputs: [[3, 1], ints(2, 1, 4)] }, { inputs: [int(5), ints(3)], dtype: 'int64' }),
  ...all('Tile', { inputs: [[2, 3], ints(2, 3)] }, { inputs: [ints(1, 2), ints(2)], dtype: 'int64' }),
  ...all(
    'DepthToSpace',
    { inputs: [[1, 8, 2, 3]], attributes: { blocksize: 2 } },
    { inputs: [[1, 8, 2, 3]], attributes: { blocksize: 2, mode: 'CRD' } },
  ),
  { op: 'SpaceToDepth', inputs: [[1, 2, 4, 6]], attributes: { blocksize: 2 } },
  ...resizes.flatMap((coordinates) =>
    ['nearest', 'linear'].flatMap((mode) =>
      all(
        'Resize',
        {
          inputs: [image, null, floats(1, 1, 2, 1.5)],
          attributes: { mode, coordinate_transformation_mode: coordinates },
        },
        {
          inputs: [image, null, null, ints(2, 3, 3, 11)],
          attributes: { mode, coordinate_transformation_mode: coordinates },
        },
      ),
    ),
  ),
  ...['round_prefer_ceil', 'floor', 'ceil'].map((nearest_mode) => ({
    op: 'Resize',
    inputs: [image, null, floats(1, 1, 0.6, 2.3)],
    attributes: { nearest_mode },
  })),
  ...all(
    'Resize',
    { inputs: [image, null, floats(1, 1, 2, 1.5)], attributes: { mode: 'cubic' } },
    {
      inputs: [image, null, floats(1, 1, 2, 1.5)],
      attributes: { mode: 'cubic', cubic_coeff_a: f(-0.5), exclude_outside: 1 },
    },
    {
      inputs: [image, null, floats(1, 1, 0.5, 1.5)],
      opset: 19,
      attributes: { mode: 'linear', coordinate_transformation_mode: 'half_pixel_symmetric' },
    },
    {
      inputs: [image, null, null, ints(8, 8)],
      opset: 18,
      attributes: { mode: 'linear', axes: [2, 3], keep_aspect_ratio_policy: 'not_larger' },
    },
    { inputs: [image, floats(1, 1, 2, 3)], opset: 10, attributes: { mode: 'nearest' } },
  ),
  ...['nearest', 'linear'].map((mode) => ({
    op: 'Upsample',
    inputs: [image, floats(1, 1, 2, 3)],
    opset: 9,
    attributes: { mode },
  })),
  ...all(
    'Shape',
    { inputs: [image], dtype: 'int64' },
    { inputs: [image], dtype: 'int64', attributes: { start: 1, end: -1 } },
  ),
  { op: 'Size', inputs: [image], dtype: 'int64' },
  { op: 'ConstantOfShape', inputs: [ints(2, 3)], attributes: { value: constant('', [1], [2.5]) } },
  ...all(
    'Range',
    { inputs: [int(2), int(11), int(3)], dtype: 'int64' },
    { inputs: [float(1), float(-2), float(-0.5)] },
  ),
  ...all(
    'Cast',
    { inputs: [ints(1, 0, -3)], attributes: { to: 1 } },
    { inputs: [floats(1.7, -1.7, 0)], dtype: 'int64', attributes: { to: 7 } },
    { inputs: [image], dtype: 'bool', attributes: { to: 9 } },
  ),
  { op: 'Identity', inputs: [image] },
  { op: 'Dropout', inputs: [image] },
];

/** Not among ONNX Runtime's operators of that type, or tested elsewhere. */
const leftOut: readonly string[] = ['Swish'];

let backend: Backend;
beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

test('there is a case of every operator', () => {
  const covered = new Set([...cases.map(({ op }) => op), ...leftOut]);
  expect(Object.keys(operators).filter((op) => !covered.has(op))).toEqual([]);
});

/**
 * A few operations of numbers up to some hundred, on both sides; sums have at most 60 terms. An exact operation is exact within
 * any bound; a wrong neighbour, weight or coordinate is off by far more.
 */
const ROUNDINGS = 2 ** -24 * 64;

describe('each operator agrees with onnxruntime', () => {
  const title = ({ op, opset = 17, attributes = {}, inputs }: Case): string => {
    const shown = inputs.map((one) =>
      one === null ? '-' : 'data' in one ? `(${one.data.join(' ')})` : `[${one.join(', ')}]`,
    );
    return `${op}-${opset} ${shown.join(' ')} ${JSON.stringify(attributes)}`;
  };
  test.each(cases.map((one) => [title(one), one] as const))('%s', async (_, one) => {
    const { op, inputs, attributes = {}, opset = 17, outputs = 1, dtype = 'float32', positive = false } = one;
    const random = generator(7);
    const fed = inputs.flatMap((input, i) => {
      if (input === null || 'data' in input) return [];
      const [from, length] = positive ? [0.1, 2] : [-2, 4];
      const size = input.reduce((a, b) => a * b, 1);
      const data = Float32Array.from({ length: size }, () => from + length * random.uniform());
      return [{ name: `i${i}`, shape: input, data }];
    });
    const constants = inputs.flatMap((input, i) =>
      input === null || !('data' in input) ? [] : [constant(`i${i}`, input.shape, input.data, input.dtype)],
    );
    const names = Array.from({ length: outputs }, (_, i) => `o${i}`);
    const bytes = writeModel({
      opset,
      nodes: [{ op, attributes, inputs: inputs.map((input, i) => (input === null ? '' : `i${i}`)), outputs: names }],
      inputs: fed.map(({ name, shape }) => ({ name, shape })),
      outputs: names.map((name) => ({ name, dtype })),
      constants,
    });
    const theirs = await runInPeer(bytes, Object.fromEntries(fed.map((feed) => [feed.name, feed])));
    using model = loadOnnx(bytes, { backend });
    scope(() => {
      const feeds = fed.map(({ name, shape, data }) => [name, tensor(data, [...shape], { backend })]);
      const ours = model.run(Object.fromEntries(feeds));
      for (const name of names) {
        const [got, want] = [ours[name]!, theirs[name]!];
        expect(got.shape).toEqual(want.shape);
        got.dataSync().forEach((value, i) => {
          const wanted = want.numbers[i]!;
          const close = value === wanted || Math.abs(value - wanted) <= ROUNDINGS * (1 + Math.abs(wanted));
          expect(close, `${name}[${i}] is ${value}, not ${wanted}`).toBe(true);
        });
      }
    });
  });
});
