import '@tensorflow/tfjs-backend-cpu';
import { cpu } from '@gemmule/backend-cpu';
import { type Backend, generator } from '@gemmule/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadOptions } from '../index.ts';
import { computed } from '../testing/computed.ts';
import { expectClose } from '../testing/expect-close.ts';
import { kerasModel, type Weights } from '../testing/keras.ts';
import { noise, type Values } from '../testing/tfjs.ts';

// What the layers of TensorFlow.js do not do, or do otherwise than Keras, which trained the model: against its operations, put
// together as Keras's documentation says.

let backend: Backend;
beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

const random = generator(6);
const values = (...shape: readonly number[]): Values => noise(shape, random);
const of = ({ shape, data }: Values): tf.Tensor => tf.tensor(data, [...shape]);

interface Case {
  readonly name: string;
  readonly layer: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly x: Values;
  readonly weights?: Weights;
  readonly version?: string;
  readonly layout?: LoadOptions['layout'];
  readonly expected: (x: tf.Tensor, weights: Readonly<Record<string, tf.Tensor>>) => tf.Tensor;
}

async function check({
  layer,
  config,
  x,
  weights = {},
  version,
  layout = 'channelsLast',
  expected,
}: Case): Promise<void> {
  const model = kerasModel(layer, config, [null, ...x.shape.slice(1)], weights, version);
  const result = tf.tidy(() => {
    const tensors = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, of(weight)]));
    const y = expected(of(x), tensors);
    return { shape: y.shape, data: y.dataSync() as Float32Array };
  });
  // Sums of at most 24 products of numbers about 1: twice 28 roundings of at most 2^-24 of some 20.
  expectClose(
    await computed(model, [x], { backend, layout }),
    [result],
    (_, i) => 2 ** -20 * (1 + Math.abs(result.data[i]!)),
  );
}

const x1 = values(2, 9, 4);
const x2 = values(2, 5, 7, 4);
const x3 = values(2, 3, 4, 5, 2);
const bias = values(6);
const kernel1 = values(3, 4, 6);
const biased = (y: tf.Tensor, { bias }: Readonly<Record<string, tf.Tensor>>): tf.Tensor => tf.add(y, bias!);

/** With an axis more, of length 1. */
const raised = (x: tf.Tensor): tf.Tensor4D => tf.expandDims(x, 2);
const lowered = (y: tf.Tensor): tf.Tensor => tf.squeeze(y, [2]);

const convolutions: readonly Case[] = [
  ...[1, 2].map((strides): Case => ({
    name: `Conv1D, causal, stride ${strides}`,
    layer: 'Conv1D',
    config: { filters: 6, kernel_size: [3], padding: 'causal', strides: [strides], dilation_rate: 1 },
    x: x1,
    weights: { kernel: kernel1, bias },
    expected: (x, w) =>
      biased(
        tf.conv1d(
          tf.pad<tf.Tensor3D>(x as tf.Tensor3D, [
            [0, 0],
            [2, 0],
            [0, 0],
          ]),
          w['kernel'] as tf.Tensor3D,
          strides,
          'valid',
        ),
        w,
      ),
  })),
  {
    name: 'Conv1D, causal, dilated',
    layer: 'Conv1D',
    config: { filters: 6, kernel_size: 3, padding: 'causal', dilation_rate: [3], activation: 'tanh' },
    x: x1,
    weights: { kernel: kernel1, bias },
    expected: (x, w) =>
      tf.tanh(
        biased(
          tf.conv1d(
            tf.pad<tf.Tensor3D>(x as tf.Tensor3D, [
              [0, 0],
              [6, 0],
              [0, 0],
            ]),
            w['kernel'] as tf.Tensor3D,
            1,
            'valid',
            'NWC',
            3,
          ),
          w,
        ),
      ),
  },
  {
    name: 'Conv2D in groups',
    layer: 'Conv2D',
    config: { filters: 6, kernel_size: [2, 3], groups: 2, padding: 'same' },
    x: x2,
    weights: { kernel: values(2, 3, 2, 6), bias },
    expected: (x, w) => {
      const xs = tf.split(x, 2, 3);
      const ws = tf.split(w['kernel'] as tf.Tensor4D, 2, 3);
      return biased(
        tf.concat(
          xs.map((part, i) => tf.conv2d(part as tf.Tensor4D, ws[i] as tf.Tensor4D, 1, 'same')),
          3,
        ),
        w,
      );
    },
  },
  {
    name: 'DepthwiseConv2D, dilated, without bias',
    layer: 'DepthwiseConv2D',
    config: { kernel_size: [2, 3], depth_multiplier: 2, dilation_rate: [2, 1], padding: 'same', use_bias: false },
    x: x2,
    weights: { depthwise_kernel: values(2, 3, 4, 2) },
    expected: (x, w) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, w['depthwise_kernel'] as tf.Tensor4D, 1, 'same', 'NHWC', [2, 1]),
  },
  {
    name: 'DepthwiseConv1D',
    layer: 'DepthwiseConv1D',
    config: { kernel_size: 3, depth_multiplier: 2, use_bias: false },
    x: x1,
    weights: { depthwise_kernel: values(3, 4, 2) },
    expected: (x, w) =>
      lowered(tf.depthwiseConv2d(raised(x), tf.expandDims<tf.Tensor4D>(w['depthwise_kernel']!, 1), 1, 'valid')),
  },
  {
    name: 'SeparableConv1D',
    layer: 'SeparableConv1D',
    config: { filters: 6, kernel_size: 3, depth_multiplier: 2, padding: 'same' },
    x: x1,
    weights: { depthwise_kernel: values(3, 4, 2), pointwise_kernel: values(1, 8, 6), bias },
    expected: (x, w) => {
      const [depthwise, pointwise] = ['depthwise_kernel', 'pointwise_kernel'].map((name) =>
        tf.expandDims<tf.Tensor4D>(w[name]!, 1),
      );
      return biased(lowered(tf.separableConv2d(raised(x), depthwise!, pointwise!, 1, 'same')), w);
    },
  },
  {
    name: 'Conv1DTranspose',
    layer: 'Conv1DTranspose',
    config: { filters: 6, kernel_size: 3, strides: 2 },
    x: x1,
    weights: { kernel: values(3, 6, 4), bias },
    expected: (x, w) =>
      biased(
        lowered(
          tf.conv2dTranspose(raised(x), tf.expandDims<tf.Tensor4D>(w['kernel']!, 1), [2, 19, 1, 6], [2, 1], 'valid'),
        ),
        w,
      ),
  },
  ...(['same', 'valid'] as const).map((padding): Case => ({
    name: `Conv2DTranspose, ${padding}, with output_padding`,
    layer: 'Conv2DTranspose',
    config: { filters: 6, kernel_size: [3, 4], strides: [2, 3], padding, output_padding: [1, 2] },
    x: x2,
    weights: { kernel: values(3, 4, 6, 4), bias },
    // (5 - 1) * 2 + 3 + 1 and (7 - 1) * 3 + 4 + 2, less half a kernel on either side.
    expected: (x, w) =>
      biased(
        tf.conv2dTranspose(
          x as tf.Tensor4D,
          w['kernel'] as tf.Tensor4D,
          padding === 'same' ? [2, 10, 20, 6] : [2, 12, 24, 6],
          [2, 3],
          padding,
        ),
        w,
      ),
  })),
];

const others: readonly Case[] = [
  {
    name: 'UpSampling2D, bilinear',
    layer: 'UpSampling2D',
    config: { size: [2, 3], interpolation: 'bilinear' },
    x: x2,
    expected: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [10, 21], false, true),
  },
  {
    name: 'UpSampling1D',
    layer: 'UpSampling1D',
    config: { size: 2 },
    x: x1,
    expected: (x) => lowered(tf.image.resizeNearestNeighbor(raised(x), [18, 1])),
  },
  {
    name: 'UpSampling3D',
    layer: 'UpSampling3D',
    config: { size: [1, 2, 1] },
    x: x3,
    expected: (x) => tf.reshape(tf.tile(tf.expandDims(x, 3), [1, 1, 1, 2, 1, 1]), [2, 3, 8, 5, 2]),
  },
  {
    name: 'ZeroPadding1D',
    layer: 'ZeroPadding1D',
    config: { padding: [1, 3] },
    x: x1,
    expected: (x) =>
      tf.pad(x, [
        [0, 0],
        [1, 3],
        [0, 0],
      ]),
  },
  {
    name: 'ZeroPadding3D',
    layer: 'ZeroPadding3D',
    config: { padding: [1, 2, 0] },
    x: x3,
    expected: (x) =>
      tf.pad(x, [
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
        [0, 0],
      ]),
  },
  {
    name: 'Cropping1D',
    layer: 'Cropping1D',
    config: { cropping: [1, 3] },
    x: x1,
    expected: (x) => tf.slice(x, [0, 1, 0], [2, 5, 4]),
  },
  {
    name: 'AveragePooling3D',
    layer: 'AveragePooling3D',
    config: { pool_size: [2, 2, 2], strides: [1, 2, 2], padding: 'same' },
    x: x3,
    expected: (x) => tf.avgPool3d(x as tf.Tensor5D, 2, [1, 2, 2], 'same'),
  },
  {
    name: 'GlobalAveragePooling2D that keeps the axes',
    layer: 'GlobalAveragePooling2D',
    config: { keepdims: true },
    x: x2,
    expected: (x) => tf.mean(x, [1, 2], true),
  },
  {
    name: 'GlobalMaxPooling3D',
    layer: 'GlobalMaxPooling3D',
    config: {},
    x: x3,
    expected: (x) => tf.max(x, [1, 2, 3]),
  },
  {
    name: 'Softmax along an inner axis',
    layer: 'Softmax',
    config: { axis: 2 },
    x: x2,
    expected: (x) => tf.transpose(tf.softmax(tf.transpose(x, [0, 1, 3, 2])), [0, 1, 3, 2]),
  },
  {
    name: 'ReLU with a slope and a ceiling',
    layer: 'ReLU',
    config: { negative_slope: 0.25, max_value: 0.75, threshold: 0 },
    x: x2,
    expected: (x) => tf.minimum(tf.leakyRelu(x, 0.25), 0.75),
  },
  {
    name: 'LeakyReLU of Keras 3',
    layer: 'LeakyReLU',
    config: { negative_slope: 0.125 },
    x: x2,
    expected: (x) => tf.leakyRelu(x, 0.125),
  },
  {
    name: 'ELU with a factor',
    layer: 'ELU',
    config: { alpha: 0.5 },
    x: x2,
    expected: (x) => tf.where(tf.greater(x, 0), x, tf.mul(0.5, tf.expm1(x))),
  },
  {
    name: 'the hard sigmoid of Keras 2',
    layer: 'Activation',
    config: { activation: 'hard_sigmoid' },
    x: x2,
    expected: (x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
  },
  {
    name: 'the hard sigmoid of Keras 3',
    layer: 'Activation',
    config: { activation: 'hard_sigmoid' },
    x: x2,
    version: '3.6.0',
    expected: (x) => tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1),
  },
  {
    name: 'Rescaling',
    layer: 'Rescaling',
    config: { scale: 1 / 127.5, offset: -1 },
    x: x2,
    expected: (x) => tf.sub(tf.div(x, 127.5), 1),
  },
  ...[
    { x: x3, axis: [4] },
    { x: values(2, 5, 4, 7, 3), axis: -1 },
    { x: values(2, 4, 5, 7), axis: 1, config: { data_format: 'channels_first' } },
  ].map(({ x, axis, config = {} }): Case => {
    const at = (Array.isArray(axis) ? axis[0]! : axis + x.shape.length) % x.shape.length;
    const channels = x.shape[at]!;
    const broadcast = (weight: tf.Tensor): tf.Tensor =>
      tf.reshape(
        weight,
        x.shape.map((_, i) => (i === at ? channels : 1)),
      );
    const positive = values(channels);
    return {
      name: `BatchNormalization of ${x.shape.length} axes along ${String(axis)}`,
      layer: 'BatchNormalization',
      config: { axis, epsilon: 0.01, ...config },
      x,
      layout: 'data_format' in config ? 'channelsFirst' : 'channelsLast',
      weights: {
        gamma: values(channels),
        beta: values(channels),
        moving_mean: values(channels),
        moving_variance: { ...positive, data: positive.data.map((value) => value * value + 0.5) },
      },
      expected: (x, w) => {
        const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) =>
          broadcast(w[name]!),
        );
        const normal = tf.div(tf.sub(x, mean!), tf.sqrt(tf.add(variance!, 0.01)));
        return tf.add(tf.mul(normal, gamma!), beta!);
      },
    };
  }),
];

describe('as Keras has it', () => {
  test.each([...convolutions, ...others])('$name', check);
});

test('a file of TensorFlow.js is upsampled as that does it, one of Keras as Keras does', async () => {
  const config = { size: [2, 2], interpolation: 'bilinear' };
  const x: Values = { shape: [1, 1, 1, 2], data: Float32Array.of(0, 4) };
  const of = async (version: string): Promise<number[]> => {
    const [y] = await computed(kerasModel('UpSampling2D', config, [null, 1, 2, 1], {}, version), [x], { backend });
    return [...y!.data.subarray(0, 4)];
  };
  expect(await of('tfjs-layers 4.22.0')).toEqual([0, 2, 4, 4]);
  expect(await of('2.10.0')).toEqual([0, 1, 3, 4]);
});
