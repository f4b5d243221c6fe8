import { cpu } from '@gemmule/backend-cpu';
import * as core from '@gemmule/core';
import { type Backend, gradients, ones, randomNormal, ShapeError, type Tensor, UsageError } from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await core.registerBackend(cpu());
});
afterAll(() => core.unregisterBackend(backend));

const image = (): Tensor<number[]> => randomNormal([2, 4, 9, 8], { seed: 7 }) as Tensor as Tensor<number[]>;
const values = (x: Tensor): number[] => [...x.dataSync()];

/** Each layer beside the operation it stands for. */
const layers: Record<string, [make: () => nn.AnyLayer, operation: (x: Tensor<number[]>, weights: Weights) => Tensor]> =
  {
    conv2d: [
      () =>
        nn.conv2d({
          in: 4,
          out: 6,
          kernel: [3, 2],
          stride: 2,
          padding: [
            [1, 0],
            [0, 2],
          ],
          dilation: 2,
          groups: 2,
        }),
      (x, { weight, bias }) =>
        core.conv2d(x, weight!, {
          bias,
          stride: 2,
          padding: [
            [1, 0],
            [0, 2],
          ],
          dilation: 2,
          groups: 2,
        }),
    ],
    'conv2d without bias': [
      () => nn.conv2d({ in: 4, out: 3, kernel: 3, padding: 'same', bias: false }),
      (x, { weight }) => core.conv2d(x, weight!, { padding: 'same' }),
    ],
    convTranspose2d: [
      () => nn.convTranspose2d({ in: 4, out: 6, kernel: 3, stride: 2, padding: 1, outputPadding: [1, 0], groups: 2 }),
      (x, { weight, bias }) =>
        core.convTranspose2d(x, weight!, { bias, stride: 2, padding: 1, outputPadding: [1, 0], groups: 2 }),
    ],
    linear: [() => nn.linear(8, 5), (x, { weight, bias }) => core.linear(x, weight!, { bias })],
    'linear without bias': [() => nn.linear(8, 5, { bias: false }), (x, { weight }) => core.linear(x, weight!)],
    maxPool2d: [
      () => nn.maxPool2d({ kernel: 3, stride: 2, padding: 1, ceilMode: true }),
      (x) => core.maxPool2d(x, { kernel: 3, stride: 2, padding: 1, ceilMode: true }),
    ],
    avgPool2d: [
      () => nn.avgPool2d({ kernel: [3, 2], padding: [1, 0], countIncludePad: false }),
      (x) => core.avgPool2d(x, { kernel: [3, 2], padding: [1, 0], countIncludePad: false }),
    ],
    globalAvgPool2d: [nn.globalAvgPool2d, (x) => core.globalAvgPool2d(x)],
    'batchNorm2d, which predicts': [
      () => nn.batchNorm2d(4),
      (x, { weight, bias }) =>
        core.batchNorm(x, { statistics: { mean: core.zeros([4]), variance: core.ones([4]) }, weight, bias }),
    ],
    'batchNorm2d without running statistics': [
      () => nn.batchNorm2d(4, { trackRunningStats: false, affine: false, epsilon: 0.1 }),
      (x) => core.batchNorm(x, { epsilon: 0.1 }),
    ],
    layerNorm: [() => nn.layerNorm([9, 8]), (x, { weight, bias }) => core.layerNorm(x, [9, 8], { weight, bias })],
    'layerNorm without affine': [() => nn.layerNorm(8, { affine: false }), (x) => core.layerNorm(x, [8])],
    groupNorm: [() => nn.groupNorm(2, 4), (x, { weight, bias }) => core.groupNorm(x, 2, { weight, bias })],
    instanceNorm2d: [() => nn.instanceNorm2d(4), (x) => core.instanceNorm(x)],
    'dropout, which predicts': [() => nn.dropout(0.9), (x) => x],
    'dropout2d, which predicts': [() => nn.dropout2d(0.9), (x) => x],
    adaptiveAvgPool2d: [() => nn.adaptiveAvgPool2d([4, 3]), (x) => core.adaptiveAvgPool2d(x, { outputSize: [4, 3] })],
    upsample: [() => nn.upsample({ scale: 2, mode: 'linear' }), (x) => core.upsample(x, { scale: 2, mode: 'linear' })],
    pixelShuffle: [() => nn.pixelShuffle(2), (x) => core.pixelShuffle(x, 2)],
    relu: [nn.relu, core.relu],
    leakyRelu: [() => nn.leakyRelu(0.2), (x) => core.leakyRelu(x, 0.2)],
    sigmoid: [nn.sigmoid, core.sigmoid],
    tanh: [nn.tanh, core.tanh],
    gelu: [nn.gelu, core.gelu],
    silu: [nn.silu, core.silu],
    relu6: [nn.relu6, core.relu6],
    hardsigmoid: [nn.hardsigmoid, core.hardsigmoid],
    hardswish: [nn.hardswish, core.hardswish],
    elu: [() => nn.elu(0.5), (x) => core.elu(x, 0.5)],
    selu: [nn.selu, core.selu],
    softplus: [nn.softplus, core.softplus],
    mish: [nn.mish, core.mish],
    clip: [() => nn.clip(-0.5, 1), (x) => core.clip(x, -0.5, 1)],
    prelu: [nn.prelu, (x) => core.leakyRelu(x, 0.25)],
    'prelu of channels': [() => nn.prelu(4, 0.5), (x, { weight }) => core.prelu(x, weight!)],
    softmax: [() => nn.softmax(1), (x) => core.softmax(x, 1)],
    logSoftmax: [nn.logSoftmax, (x) => core.logSoftmax(x)],
    flatten: [nn.flatten, (x) => core.flatten(x)],
    residual: [() => nn.residual(nn.relu()), (x) => core.add(x, core.relu(x))],
    sequential: [() => nn.sequential(nn.relu(), nn.flatten()), (x) => core.flatten(core.relu(x))],
  };

type Weights = Readonly<Record<string, Tensor<number[]> | undefined>>;

describe.each(Object.entries(layers))('%s', (_, [make, operation]) => {
  test('computes what the operation does', () => {
    const layer = make();
    const y = layer.run(image());
    const wanted = operation(image(), Object.fromEntries(layer.parameters()));
    expect(y.shape).toEqual(wanted.shape);
    expect(values(y)).toEqual(values(wanted));
  });

  test('plans the shape that it computes', () => {
    expect(make().plan(image().shape).outputShape).toEqual(make().run(image()).shape);
  });

  test('refuses a shape with the same sentence before and when it runs', () => {
    const scalar = (): Tensor<number[]> => core.scalar(1) as Tensor as Tensor<number[]>;
    for (const x of [scalar(), ones([3, 3]) as Tensor as Tensor<number[]>]) {
      const planned = outcome(() => make().plan(x.shape));
      expect(outcome(() => make().run(x))).toEqual(planned);
    }
  });

  test('leaves nothing behind', () => {
    const layer = make();
    layer.run(image()).dispose();
    const { liveBuffers } = core.memory();
    core.scope(() => void layer.run(image()));
    expect(core.memory().liveBuffers).toBe(liveBuffers);
    layer.dispose();
    expect(core.memory().liveBuffers).toBe(liveBuffers - layer.slots.size);
    expect(layer.workspace.bytes(backend)).toBe(0);
  });
});

describe('layers of one axis and of three', () => {
  const anyAxes: Record<
    string,
    [() => nn.AnyLayer, shape: number[], (x: Tensor<number[]>, weights: Weights) => Tensor]
  > = {
    conv1d: [
      () => nn.conv1d({ in: 4, out: 6, kernel: 3, padding: 'causal', groups: 2 }),
      [2, 4, 9],
      (x, { weight, bias }) => core.conv1d(x, weight!, { bias, padding: 'causal', groups: 2 }),
    ],
    'conv1d in a ring': [
      () => nn.conv1d({ in: 4, out: 6, kernel: 4, padding: 'same', paddingMode: 'circular' }),
      [2, 4, 9],
      (x, { weight, bias }) => core.conv1d(x, weight!, { bias, padding: 'same', paddingMode: 'circular' }),
    ],
    conv3d: [
      () => nn.conv3d({ in: 2, out: 3, kernel: [1, 2, 3], stride: 2 }),
      [1, 2, 4, 5, 6],
      (x, { weight, bias }) => core.conv3d(x, weight!, { bias, stride: 2 }),
    ],
    convTranspose1d: [
      () => nn.convTranspose1d({ in: 4, out: 2, kernel: 3, stride: 2, outputSize: 20 }),
      [2, 4, 9],
      (x, { weight, bias }) => core.convTranspose1d(x, weight!, { bias, stride: 2, outputSize: 20 }),
    ],
    convTranspose3d: [
      () => nn.convTranspose3d({ in: 2, out: 3, kernel: 2, stride: 2 }),
      [1, 2, 2, 3, 2],
      (x, { weight, bias }) => core.convTranspose3d(x, weight!, { bias, stride: 2 }),
    ],
    maxPool1d: [() => nn.maxPool1d({ kernel: 2 }), [2, 4, 9], (x) => core.maxPool1d(x, { kernel: 2 })],
    maxPool3d: [() => nn.maxPool3d({ kernel: 2 }), [1, 2, 4, 5, 6], (x) => core.maxPool3d(x, { kernel: 2 })],
    avgPool1d: [() => nn.avgPool1d({ kernel: 2 }), [2, 4, 9], (x) => core.avgPool1d(x, { kernel: 2 })],
    avgPool3d: [() => nn.avgPool3d({ kernel: 2 }), [1, 2, 4, 5, 6], (x) => core.avgPool3d(x, { kernel: 2 })],
    globalAvgPool1d: [nn.globalAvgPool1d, [2, 4, 9], (x) => core.globalAvgPool1d(x)],
    globalAvgPool3d: [nn.globalAvgPool3d, [1, 2, 4, 5, 6], (x) => core.globalAvgPool3d(x)],
    globalMaxPool1d: [nn.globalMaxPool1d, [2, 4, 9], (x) => core.globalMaxPool1d(x)],
    globalMaxPool3d: [nn.globalMaxPool3d, [1, 2, 4, 5, 6], (x) => core.globalMaxPool3d(x)],
  };

  test.each(Object.entries(anyAxes))('%s', (name, [make, shape, operation]) => {
    const [kind] = name.split(' ');
    const layer = make();
    const x = core.tensor(
      Float32Array.from({ length: core.sizeOf(shape) }, (_, i) => Math.sin(i)),
      shape,
    );
    const y = layer.run(x);
    const wanted = operation(x, Object.fromEntries(layer.parameters()));
    expect(layer.kind).toBe(kind);
    expect(y.shape).toEqual(wanted.shape);
    expect(values(y)).toEqual(values(wanted));
    expect(layer.plan(shape).outputShape).toEqual(y.shape);
    // Nothing is taken for an image with another number of axes.
    expect(outcome(() => layer.run(image()))).toContain(`${kind}: input`);
    expect(outcome(() => layer.run(image()))).toEqual(outcome(() => layer.plan(image().shape)));
  });
});

/** The sentence of a ShapeError, or that there was none. */
function outcome(body: () => unknown): string {
  try {
    body();
    return 'fits';
  } catch (error) {
    if (error instanceof ShapeError) return error.message;
    throw error;
  }
}

describe('configurations that no input fits', () => {
  // As from JavaScript: the types refuse these.
  const conv = nn.conv2d as (config: unknown) => unknown;
  const transposed = nn.convTranspose2d as (config: unknown) => unknown;
  const pool = nn.maxPool2d as (config: unknown) => unknown;
  const linear = nn.linear as (i: unknown, o: unknown, options?: unknown) => unknown;
  const base = { in: 3, out: 8, kernel: 3 };
  test.each([
    [() => conv({ ...base, in: 0 }), 'conv2d: in must be a positive integer, got 0'],
    [() => conv({ ...base, out: 1.5 }), 'conv2d: out must be a positive integer, got 1.5'],
    [() => conv({ ...base, in: [3] }), 'conv2d: in must be a positive integer, got [3]'],
    [() => conv({ in: 3, out: 8 }), 'conv2d: kernel must be a positive integer, got undefined'],
    [() => conv({ ...base, kernel: [3, 0] }), 'conv2d: kernel must be positive integers, got [3, 0]'],
    [() => conv({ ...base, stride: 0 }), 'conv2d: stride must be a positive integer, got 0'],
    [() => conv({ ...base, padding: -1 }), 'conv2d: padding must be a non-negative integer, got -1'],
    [() => conv({ ...base, dilation: NaN }), 'conv2d: dilation must be a positive integer, got NaN'],
    [() => conv({ ...base, bias: 1 }), 'conv2d: bias must be true or false, got 1'],
    [
      () => conv({ in: 6, out: 8, kernel: 3, groups: 4 }),
      'conv2d: groups 4 must divide the 6 input channels (in 6, out 8)',
    ],
    [
      () => conv({ in: 8, out: 6, kernel: 3, groups: 4 }),
      'conv2d: groups 4 must divide the 6 output channels (in 8, out 6)',
    ],
    [
      () => transposed({ ...base, outputPadding: -1 }),
      'convTranspose2d: outputPadding must be a non-negative integer, got -1',
    ],
    [() => pool({ kernel: 2, ceilMode: 'yes' }), "maxPool2d: ceilMode must be true or false, got 'yes'"],
    [() => linear(0, 1), 'linear: inFeatures must be a positive integer, got 0'],
    [() => linear(1, '2'), "linear: outFeatures must be a positive integer, got '2'"],
    [() => nn.leakyRelu(NaN), 'leakyRelu: slope must be a finite number, got NaN'],
    [() => nn.softmax(0.5), 'softmax: axis must be an integer, got 0.5'],
    [() => nn.flatten(NaN), 'flatten: startAxis must be an integer, got NaN'],
    [() => nn.batchNorm2d(0 as never), 'batchNorm2d: channels must be a positive integer, got 0'],
    [() => nn.batchNorm1d(3, { epsilon: -1 }), 'batchNorm1d: epsilon must be a finite number of at least 0, got -1'],
    [() => nn.batchNorm3d(3, { momentum: 2 }), 'batchNorm3d: momentum must be from 0 to 1, got 2'],
    [() => nn.batchNorm2d(3, { affine: 1 as never }), 'batchNorm2d: affine must be true or false, got 1'],
    [() => nn.layerNorm([3, 0] as never), 'layerNorm: normalizedShape must be positive integers, got [3, 0]'],
    [() => nn.layerNorm([]), 'layerNorm: normalizedShape must have a dimension, got []'],
    [() => nn.groupNorm(3 as never, 8), 'groupNorm: groups 3 must divide the 8 channels'],
    [
      () => nn.instanceNorm2d(8, { epsilon: NaN }),
      'instanceNorm2d: epsilon must be a finite number of at least 0, got NaN',
    ],
    [() => nn.elu(-1), 'elu: alpha must be a finite number of at least 0, got -1'],
    [() => nn.clip(2, 1), 'clip: low must be a number of at most high, got 2 and 1'],
    [() => nn.prelu(0 as never), 'prelu: channels must be a positive integer, got 0'],
    [() => nn.prelu(1, NaN), 'prelu: initial must be a finite number, got NaN'],
    [() => nn.dropout(1), 'dropout: p must be at least 0 and below 1, got 1'],
    [() => nn.dropout2d(NaN), 'dropout2d: p must be at least 0 and below 1, got NaN'],
  ])('%#', (make, sentence) => {
    expect(outcome(make)).toBe(sentence);
  });
});

test('a layer of your own, with a parameter', () => {
  const scale = (): nn.Layer<nn.Elementwise> =>
    nn.layer({
      kind: 'scale',
      parameters: { factor: { shape: [1], initialize: () => Float32Array.of(3) } },
      forward: (x, { parameters }) => core.mul(x, parameters.factor),
      plan(shape, planner) {
        planner.count({ flops: core.sizeOf(shape) });
        return shape;
      },
    });
  const model = nn.network(['N', 2], nn.relu(), scale());
  const y = model.forward(core.tensor([-1, 2], [1, 2]));
  expect(values(y)).toEqual([0, 6]);
  const [factor] = [...model.parameters().values()];
  expect(values(gradients(core.sum(y), [factor!])[0])).toEqual([2]);
  expect([...model.parameters().keys()]).toEqual(['1.factor']);
  expect(model.plan([5, 2]).rows.map(({ kind, parameters, flops }) => [kind, parameters, flops])).toEqual([
    ['relu', 0, 10],
    ['scale', 1, 10],
  ]);
});

test('something that is not a layer is told', () => {
  const network = nn.network as (...layers: unknown[]) => unknown;
  expect(() => network(['N', 2], nn.relu)).toThrow(UsageError);
  expect(() => network(['N', 2], nn.relu(), undefined)).toThrow('network: argument 1 is not a layer');
});
