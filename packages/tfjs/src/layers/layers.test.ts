import { cpu } from '@gemmule/backend-cpu';
import { type Backend, generator } from '@gemmule/core';
import * as layers from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Layout } from '../index.ts';
import { computed } from '../testing/computed.ts';
import { expectClose } from '../testing/expect-close.ts';
import { absolute, noise, predicted, randomize, saved, type Values } from '../testing/tfjs.ts';

// Each layer against TensorFlow.js, which builds it, saves it and computes it. Lengths of axes differ, so that no two can be taken
// for one another.

let backend: Backend;
beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

const { input, model: functional } = layers;
const EPS = 2 ** -24;

type Build = (x: layers.SymbolicTensor) => layers.SymbolicTensor;

/** A model of one layer, or some. */
function modelOf(shape: readonly number[], build: Build): layers.LayersModel {
  const x = input({ shape: [...shape] });
  const made = functional({ inputs: x, outputs: build(x) });
  randomize(made, 3);
  return made;
}

const of =
  (layer: layers.layers.Layer): Build =>
  (x) =>
    layer.apply(x) as layers.SymbolicTensor;

/** Ours of the saved model, for inputs as TensorFlow has them. */
async function ours(
  model: layers.LayersModel,
  inputs: readonly Values[],
  layout: Layout = 'channelsLast',
): Promise<Values[]> {
  return computed(await saved(model), inputs, { backend, layout });
}

/**
 * For layers that are sums of `terms` products (`weights` of them with a norm, a power or a division): two float32 computations of
 * one sum differ by at most twice `terms + 4` roundings of the sum of absolute values.
 */
async function expectSameSums(
  model: layers.LayersModel,
  inputs: readonly Values[],
  terms: number,
  layout?: Layout,
): Promise<void> {
  const sums = absolute(model, inputs);
  const bound = (output: number, i: number): number => 2 * (terms + 4) * EPS * sums[output]!.data[i]!;
  expectClose(await ours(model, inputs, layout), predicted(model, inputs), bound);
}

const batch = 2;
const image = [5, 7, 6];
const { conv1d, conv2d, conv3d, depthwiseConv2d, separableConv2d, conv2dTranspose, dense } = layers.layers;

describe('layers that are sums of products', () => {
  test.each<[string, readonly number[], Build, number]>([
    ['Conv1D', [9, 3], of(conv1d({ filters: 4, kernelSize: 3 })), 9],
    ['Conv1D, same, stride', [9, 3], of(conv1d({ filters: 4, kernelSize: 4, strides: 2, padding: 'same' })), 12],
    ['Conv1D, dilated', [9, 3], of(conv1d({ filters: 4, kernelSize: 2, dilationRate: 3, useBias: false })), 6],
    ['Conv2D', image, of(conv2d({ filters: 4, kernelSize: [2, 3] })), 36],
    ['Conv2D, no bias', image, of(conv2d({ filters: 4, kernelSize: 1, useBias: false })), 6],
    ['Conv2D, relu', image, of(conv2d({ filters: 4, kernelSize: 3, activation: 'relu' })), 54],
    ['Conv2D, same', image, of(conv2d({ filters: 4, kernelSize: [2, 4], padding: 'same' })), 48],
    ['Conv2D, same, strides', image, of(conv2d({ filters: 3, kernelSize: 3, strides: [2, 3], padding: 'same' })), 54],
    ['Conv2D, same, even', image, of(conv2d({ filters: 3, kernelSize: 4, strides: 2, padding: 'same' })), 96],
    ['Conv2D, dilated', image, of(conv2d({ filters: 3, kernelSize: 2, dilationRate: [2, 3] })), 24],
    ['Conv3D', [3, 4, 5, 2], of(conv3d({ filters: 3, kernelSize: [2, 1, 3], padding: 'same' })), 12],
    ['DepthwiseConv2D', image, of(depthwiseConv2d({ kernelSize: [3, 2], depthMultiplier: 1 })), 6],
    ['DepthwiseConv2D, times', image, of(depthwiseConv2d({ kernelSize: 3, depthMultiplier: 3, padding: 'same' })), 9],
    ['SeparableConv2D', image, of(separableConv2d({ filters: 4, kernelSize: [2, 3], depthMultiplier: 2 })), 18],
    [
      'SeparableConv2D, same',
      image,
      of(separableConv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' })),
      15,
    ],
    ['Conv2DTranspose', image, of(conv2dTranspose({ filters: 4, kernelSize: [2, 3] })), 36],
    ['Conv2DTranspose, strides', image, of(conv2dTranspose({ filters: 4, kernelSize: 3, strides: [2, 3] })), 54],
    [
      'Conv2DTranspose, same',
      image,
      of(conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' })),
      54,
    ],
    [
      'Conv2DTranspose, same, even',
      image,
      of(conv2dTranspose({ filters: 2, kernelSize: 4, strides: 2, padding: 'same' })),
      96,
    ],
    [
      'Conv2DTranspose, gaps',
      image,
      of(conv2dTranspose({ filters: 2, kernelSize: 2, strides: 3, padding: 'same' })),
      24,
    ],
    ['Conv2DTranspose, gaps, valid', image, of(conv2dTranspose({ filters: 2, kernelSize: 1, strides: [2, 3] })), 6],
    ['Dense', [6], of(dense({ units: 5 })), 6],
    ['Dense of a sequence', [4, 6], of(dense({ units: 5, useBias: false })), 6],
    ['Dense of an image', image, of(dense({ units: 5, activation: 'relu' })), 6],
    ['BatchNormalization', image, of(layers.layers.batchNormalization({ epsilon: 0.01 })), 4],
    ['BatchNormalization without a factor', [6], of(layers.layers.batchNormalization({ scale: false })), 4],
    ['BatchNormalization without a summand', [4, 6], of(layers.layers.batchNormalization({ center: false })), 4],
    ['AveragePooling1D', [9, 3], of(layers.layers.averagePooling1d({ poolSize: 2, strides: 3 })), 2],
    ['AveragePooling2D', image, of(layers.layers.averagePooling2d({ poolSize: [2, 3] })), 6],
    [
      'AveragePooling2D, same',
      image,
      of(layers.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
      9,
    ],
    ['GlobalAveragePooling1D', [9, 3], of(layers.layers.globalAveragePooling1d()), 9],
    ['GlobalAveragePooling2D', image, of(layers.layers.globalAveragePooling2d({})), 35],
    ['PReLU', image, of(layers.layers.prelu()), 1],
    ['PReLU of channels', image, of(layers.layers.prelu({ sharedAxes: [1, 2] })), 1],
    ['PReLU of rows', image, of(layers.layers.prelu({ sharedAxes: [2, 3] })), 1],
    ['PReLU of one number', image, of(layers.layers.prelu({ sharedAxes: [1, 2, 3] })), 1],
    ['LeakyReLU', image, of(layers.layers.leakyReLU({ alpha: 0.1 })), 1],
    ['UpSampling2D, bilinear', image, of(layers.layers.upSampling2d({ size: [3, 2], interpolation: 'bilinear' })), 4],
  ])('%s', async (_, shape, build, terms) => {
    await expectSameSums(modelOf(shape, build), [noise([batch, ...shape], generator(1))], terms);
  });
});

describe('layers that only choose and move', () => {
  const { maxPooling1d, maxPooling2d, maxPooling3d, globalMaxPooling1d, globalMaxPooling2d } = layers.layers;
  const { upSampling2d, zeroPadding2d, cropping2D, flatten, reshape, permute, reLU, activation } = layers.layers;

  test.each<[string, readonly number[], Build]>([
    ['MaxPooling1D', [9, 3], of(maxPooling1d({ poolSize: 3, strides: 2, padding: 'same' }))],
    ['MaxPooling2D', image, of(maxPooling2d({ poolSize: [2, 3] }))],
    ['MaxPooling2D, same', image, of(maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }))],
    ['MaxPooling3D', [3, 4, 5, 2], of(maxPooling3d({ poolSize: 2, strides: 1, padding: 'valid' }))],
    ['GlobalMaxPooling1D', [9, 3], of(globalMaxPooling1d())],
    ['GlobalMaxPooling2D', image, of(globalMaxPooling2d({}))],
    ['UpSampling2D', image, of(upSampling2d({ size: [2, 3] }))],
    [
      'ZeroPadding2D',
      image,
      of(
        zeroPadding2d({
          padding: [
            [1, 2],
            [0, 3],
          ],
        }),
      ),
    ],
    ['ZeroPadding2D of a number', image, of(zeroPadding2d({ padding: 2 }))],
    [
      'Cropping2D',
      image,
      of(
        cropping2D({
          cropping: [
            [1, 2],
            [0, 3],
          ],
        }),
      ),
    ],
    ['Flatten of an image', image, of(flatten())],
    ['Flatten of a sequence', [4, 6], of(flatten())],
    ['Reshape, image to sequence', image, of(reshape({ targetShape: [-1, 14] }))],
    ['Reshape, image to image', image, of(reshape({ targetShape: [2, 15, 7] }))],
    ['Reshape, row to image', [24], of(reshape({ targetShape: [2, 4, 3] }))],
    ['Reshape, image to row', image, of(reshape({ targetShape: [210] }))],
    ['Reshape to more axes', image, of(reshape({ targetShape: [5, 7, 2, 3] }))],
    ['Permute of an image', image, of(permute({ dims: [3, 1, 2] }))],
    ['Permute of a sequence', [4, 6], of(permute({ dims: [2, 1] }))],
    ['ReLU', image, of(reLU({}))],
    ['ReLU with a ceiling', image, of(reLU({ maxValue: 0.5 }))],
    ['ThresholdedReLU', image, of(layers.layers.thresholdedReLU({ theta: 0.4 }))],
    ['Dropout', image, of(layers.layers.dropout({ rate: 0.4 }))],
    [
      'SpatialDropout and noise',
      image,
      (x) => of(layers.layers.gaussianNoise({ stddev: 2 }))(of(layers.layers.gaussianDropout({ rate: 0.1 }))(x)),
    ],
    ['Activation, linear', image, of(activation({ activation: 'linear' }))],
  ])('%s', async (_, shape, build) => {
    const model = modelOf(shape, build);
    const x = noise([batch, ...shape], generator(2));
    expectClose(await ours(model, [x]), predicted(model, [x]), () => 0);
  });
});

describe('functions', () => {
  const { activation, softmax, elu, layerNormalization } = layers.layers;
  const names = ['elu', 'hardSigmoid', 'relu', 'relu6', 'selu', 'sigmoid', 'softmax', 'softplus'] as const;
  const more = ['softsign', 'tanh', 'swish', 'mish', 'gelu', 'logSoftmax'] as const;

  test.each<[string, Build]>([
    ...[...names, ...more].map((name): [string, Build] => [
      name,
      of(activation({ activation: name as (typeof names)[number] })),
    ]),
    ['Softmax', of(softmax({ axis: -1 }))],
    ['ELU', of(elu())],
    ['LayerNormalization', of(layerNormalization({ epsilon: 1e-2 }))],
    ['LayerNormalization of rows', of(layerNormalization({ axis: [2, 3], center: false }))],
    ['LayerNormalization without a factor', of(layerNormalization({ scale: false }))],
  ])('%s', async (_, build) => {
    const model = modelOf(image, build);
    const x = noise([batch, ...image], generator(4));
    const expected = predicted(model, [x]);
    // A few units in the last place of results about 1: each library has its own exponential function.
    const bound = (output: number, i: number): number => 2 ** -20 * (1 + Math.abs(expected[output]!.data[i]!));
    expectClose(await ours(model, [x]), expected, bound);
  });
});

describe('layers of several inputs', () => {
  const { add, multiply, average, maximum, minimum, concatenate } = layers.layers;
  const shapes = [image, image];

  test.each<[string, readonly (readonly number[])[], layers.layers.Layer]>([
    ['Add', [...shapes, image], add()],
    ['Multiply', shapes, multiply()],
    ['Average', [...shapes, image], average()],
    ['Maximum', shapes, maximum()],
    ['Minimum', shapes, minimum()],
    ['Multiply by a number for each channel', [image, [1, 1, 6]], multiply()],
    ['Multiply by a number for each row', [image, [5, 1, 1]], multiply()],
    ['Add of a row to an image', [image, [6]], add()],
    ['Add of a sequence to an image', [[7, 6], image], add()],
    ['Concatenate channels', [image, [5, 7, 2]], concatenate()],
    ['Concatenate channels by number', [image, [5, 7, 2]], concatenate({ axis: 3 })],
    ['Concatenate rows', [image, [3, 7, 6], image], concatenate({ axis: 1 })],
    ['Concatenate samples of numbers', [[4], [3]], concatenate({ axis: -1 })],
    [
      'Concatenate sequences',
      [
        [4, 6],
        [3, 6],
      ],
      concatenate({ axis: 1 }),
    ],
  ])('%s', async (_, shapes, layer) => {
    const ports = shapes.map((shape) => input({ shape: [...shape] }));
    const model = functional({ inputs: ports, outputs: layer.apply(ports) as layers.SymbolicTensor });
    const inputs = shapes.map((shape, i) => noise([batch, ...shape], generator(i)));
    await expectSameSums(model, inputs, shapes.length);
  });
});

describe("models that have the channels in front ('channels_first')", () => {
  const dataFormat = 'channelsFirst' as const;
  const shape = [6, 5, 7];
  const padding = 'same' as const;
  const { maxPooling2d, globalAveragePooling2d, upSampling2d, flatten, concatenate } = layers.layers;

  test.each<[string, Build, number]>([
    ['Conv2D', of(conv2d({ filters: 4, kernelSize: [2, 3], padding, dataFormat })), 36],
    ['Conv2DTranspose', of(conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, dataFormat })), 54],
    ['SeparableConv2D', of(separableConv2d({ filters: 4, kernelSize: 3, useBias: false, dataFormat })), 15],
    ['MaxPooling2D', of(maxPooling2d({ poolSize: 2, dataFormat })), 1],
    ['GlobalAveragePooling2D', of(globalAveragePooling2d({ dataFormat })), 35],
    ['UpSampling2D', of(upSampling2d({ size: [2, 3], dataFormat })), 1],
    [
      'and Flatten in either order',
      (x) => {
        const y = of(conv2d({ filters: 2, kernelSize: 1, dataFormat }))(x);
        return concatenate().apply([of(flatten())(y), of(flatten({ dataFormat }))(y)]) as layers.SymbolicTensor;
      },
      6,
    ],
    ['and Dense', (x) => of(dense({ units: 3 }))(of(maxPooling2d({ poolSize: 1, dataFormat }))(x)), 7],
  ])('%s', async (_, build, terms) => {
    await expectSameSums(modelOf(shape, build), [noise([batch, ...shape], generator(5))], terms, 'channelsFirst');
  });
});

describe('what a file leaves out is as TensorFlow.js has it', () => {
  const made = layers.layers;
  /** Without these no layer is made. */
  const required = ['name', 'filters', 'kernel_size', 'units'];

  test.each<[string, layers.layers.Layer]>([
    ['Conv2D', conv2d({ filters: 4, kernelSize: 2 })],
    ['DepthwiseConv2D', depthwiseConv2d({ kernelSize: 2 })],
    ['SeparableConv2D', separableConv2d({ filters: 4, kernelSize: 2 })],
    ['Conv2DTranspose', conv2dTranspose({ filters: 4, kernelSize: 3 })],
    ['Dense', dense({ units: 3 })],
    ['MaxPooling2D', made.maxPooling2d({})],
    ['AveragePooling2D', made.averagePooling2d({})],
    ['BatchNormalization', made.batchNormalization()],
    ['LayerNormalization', made.layerNormalization()],
    ['LeakyReLU', made.leakyReLU()],
    ['ELU', made.elu()],
    ['ThresholdedReLU', made.thresholdedReLU()],
    ['UpSampling2D', made.upSampling2d({})],
    ['ZeroPadding2D', made.zeroPadding2d()],
    ['Flatten', made.flatten()],
  ])('%s', async (_, layer) => {
    const model = modelOf(image, of(layer));
    const full = await saved(model);
    const json = JSON.parse(full.json) as { modelTopology: { config: { layers: { config: object }[] } } };
    const declared = json.modelTopology.config.layers.at(-1)!;
    declared.config = Object.fromEntries(Object.entries(declared.config).filter(([key]) => required.includes(key)));
    // Small values, beside which an epsilon is seen.
    const { shape, data } = noise([batch, ...image], generator(8));
    const x: Values = { shape, data: data.map((value) => value / 16) };
    const results = await computed({ ...full, json: JSON.stringify(json) }, [x], { backend, layout: 'channelsLast' });
    // Sums of at most 24 products of numbers about 1.
    const bound = (output: number, i: number): number => 2 ** -20 * (1 + Math.abs(results[output]!.data[i]!));
    expectClose(results, predicted(model, [x]), bound);
  });
});
