import { cpu } from '@gemmule/backend-cpu';
import {
  affine,
  type Backend,
  generator,
  registerBackend,
  scope,
  tensor,
  unregisterBackend,
  UsageError,
} from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportOnnx, loadOnnx } from './index.ts';
import { runInPeer } from './testing/onnxruntime.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** Parameters and running statistics that no initialisation gives, so that a mixed-up one shows. */
function fill(model: nn.AnyLayer): void {
  model.initialize({ seed: 1 });
  const random = generator(2);
  for (const [name, slot] of model.slots) {
    const isVariance = name.endsWith('runningVar');
    const values = Float32Array.from({ length: slot.size }, () =>
      isVariance ? 0.5 + random.uniform() : 0.4 * random.normal(),
    );
    slot.tensor!.write(values);
  }
}

interface Case {
  readonly name: string;
  readonly model: nn.AnyLayer;
  readonly input: readonly number[];
  readonly opset?: number;
  /** Not the same bits when it is loaded: within so many roundings. */
  readonly roundings?: number;
}

const image = [2, 4, 8, 9];
const layers = (name: string, ...made: nn.AnyLayer[]): Case[] => made.map((model) => ({ name, model, input: image }));
const activations = [
  nn.relu(),
  nn.relu6(),
  nn.clip(-0.5, 0.7),
  nn.leakyRelu(0.25),
  nn.elu(0.5),
  nn.selu(),
  nn.sigmoid(),
  nn.tanh(),
  nn.softplus(),
  nn.hardsigmoid(),
  nn.hardswish(),
  nn.prelu(),
  nn.prelu(4),
  nn.softmax(1),
  nn.logSoftmax(),
];

const cases: readonly Case[] = [
  ...activations.map((model): Case => ({ name: model.kind, model, input: image })),
  { name: 'silu', model: nn.silu(), input: image, roundings: 4 },
  { name: 'gelu', model: nn.gelu(), input: image, opset: 20 },
  { name: 'mish', model: nn.mish(), input: image, opset: 18 },
  ...layers(
    'conv2d',
    nn.conv2d({
      in: 4,
      out: 6,
      kernel: [3, 2],
      stride: [2, 1],
      padding: [
        [1, 0],
        [0, 2],
      ],
      dilation: [1, 2],
    }),
    nn.conv2d({ in: 4, out: 8, kernel: 3, padding: 'same', groups: 2, bias: false }),
    nn.conv2d({ in: 4, out: 4, kernel: 4, padding: 'same', stride: 2 }),
    nn.conv2d({ in: 4, out: 4, kernel: 3, padding: 1, paddingMode: 'reflect' }),
    nn.conv2d({ in: 4, out: 4, kernel: 4, padding: 'same', paddingMode: 'replicate' }),
  ),
  {
    name: 'conv2d, circular',
    model: nn.conv2d({ in: 4, out: 4, kernel: 3, padding: 1, paddingMode: 'circular' }),
    input: image,
    opset: 19,
  },
  {
    name: 'conv1d, causal',
    model: nn.conv1d({ in: 3, out: 5, kernel: 3, padding: 'causal', dilation: 2 }),
    input: [2, 3, 12],
  },
  { name: 'conv3d', model: nn.conv3d({ in: 2, out: 3, kernel: 2, padding: 1 }), input: [1, 2, 4, 5, 3] },
  ...layers(
    'convTranspose2d',
    nn.convTranspose2d({ in: 4, out: 6, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
    nn.convTranspose2d({ in: 4, out: 3, kernel: 4, stride: 2, padding: 'same' }),
  ),
  ...layers(
    'pools',
    nn.maxPool2d({ kernel: 3, stride: 2, padding: 1, ceilMode: true }),
    nn.maxPool2d({ kernel: 2, dilation: 2, stride: 1 }),
    nn.avgPool2d({ kernel: 3, stride: 2, padding: 1 }),
    nn.avgPool2d({ kernel: 3, stride: 1, padding: 'same', countIncludePad: false }),
    nn.globalAvgPool2d(),
    nn.globalMaxPool2d(),
  ),
  ...layers(
    'upsample',
    nn.upsample({ scale: 2 }),
    nn.upsample({ scale: [2, 3], mode: 'linear' }),
    nn.upsample({ scale: 2, mode: 'linear', alignCorners: true }),
  ),
  { name: 'upsample to a size', model: nn.upsample({ size: [11, 5], mode: 'linear' }), input: image, opset: 18 },
  ...layers('pixelShuffle', nn.pixelShuffle(2)),
  { name: 'adaptiveAvgPool2d', model: nn.adaptiveAvgPool2d(1), input: image, roundings: 72 },
  ...layers('adaptiveAvgPool2d of windows alike', nn.adaptiveAvgPool2d([4, 3]), nn.adaptiveAvgPool2d([8, 9])),
  {
    name: 'adaptiveAvgPool2d of windows that overlap',
    model: nn.sequential(nn.relu(), nn.adaptiveAvgPool2d([3, 5])),
    input: image,
    roundings: 16,
  },
  { name: 'adaptiveAvgPool2d to more', model: nn.adaptiveAvgPool2d(7), input: [2, 4, 1, 2], roundings: 16 },
  ...layers('batchNorm2d', nn.batchNorm2d(4), nn.batchNorm2d(4, { affine: false, epsilon: 0.1 })),
  { name: 'batchNorm1d', model: nn.batchNorm1d(5), input: [3, 5] },
  { name: 'groupNorm', model: nn.groupNorm(2, 4), input: image, opset: 21 },
  ...layers(
    'norms',
    nn.instanceNorm2d(4),
    nn.instanceNorm2d(4, { affine: true }),
    nn.layerNorm(9),
    nn.layerNorm([8, 9], { affine: false }),
  ),
  ...layers('flatten', nn.flatten(), nn.flatten(2), nn.flatten(0), nn.flatten(-2)),
  { name: 'linear', model: nn.linear(6, 5), input: [3, 6] },
  { name: 'linear', model: nn.linear(6, 5, { bias: false }), input: [3, 6] },
  { name: 'linear over the last of three dimensions', model: nn.linear(6, 5), input: [2, 3, 6], roundings: 8 },
  ...layers('dropout', nn.dropout(), nn.dropout2d()),
  ...layers(
    'blocks',
    nn.residual(nn.conv2d({ in: 4, out: 4, kernel: 3, padding: 1 }), nn.relu()),
    nn.residual(
      { shortcut: nn.conv2d({ in: 4, out: 6, kernel: 1, stride: 2 }), activation: nn.relu() },
      nn.conv2d({ in: 4, out: 6, kernel: 3, stride: 2, padding: 1 }),
      nn.batchNorm2d(6),
    ),
    nn.parallel(
      nn.sequential(),
      nn.conv2d({ in: 4, out: 2, kernel: 1 }),
      nn.maxPool2d({ kernel: 3, stride: 1, padding: 1 }),
    ),
    nn.invertedResidual({ in: 4, out: 4, expansion: 2 }),
    nn.invertedResidual({ in: 4, out: 6, stride: 2, expansion: 1 }),
    nn.depthwiseSeparable({ in: 4, out: 6, kernel: 3, padding: 1 }),
  ),
];

const data = (shape: readonly number[]): Float32Array => {
  const random = generator(5);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal());
};

/** At most 72 terms in a sum, all of the size of a few; twice, for both sides. */
const BOUND = 2 ** -24 * 2 * 2 * 72;

describe.each(cases)('$name: $model.kind $model.config', ({ model, input, opset = 17, roundings = 0 }) => {
  const values = data(input);
  const expected = (): Float32Array => scope(() => model.run(tensor(values, [...input])).dataSync());
  let bytes: Uint8Array;
  beforeAll(async () => {
    fill(model);
    bytes = await exportOnnx(model, ['N', ...input.slice(1)]);
  });

  test('onnxruntime computes the same', async () => {
    const { output } = await runInPeer(bytes, { input: { shape: input, data: values } });
    const wanted = expected();
    expect(output!.shape).toEqual(scope(() => model.run(tensor(values, [...input])).shape));
    output!.numbers.forEach((value, i) => {
      expect(Math.abs(value - wanted[i]!), `element ${i}`).toBeLessThanOrEqual(BOUND * (1 + Math.abs(wanted[i]!)));
    });
  });

  test('loaded again it gives the same bits', () => {
    using loaded = loadOnnx(bytes);
    expect(loaded.opset).toBe(opset);
    expect(loaded.inputs).toEqual([{ name: 'input', dtype: 'float32', shape: ['N', ...input.slice(1)] }]);
    scope(() => {
      const { output } = loaded.run({ input: tensor(values, [...input]) });
      const wanted = expected();
      const got = output!.dataSync() as Float32Array;
      got.forEach((value, i) => {
        const bound = roundings * 2 ** -24 * (1 + Math.abs(wanted[i]!));
        expect(value === wanted[i] || Math.abs(value - wanted[i]!) <= bound, `element ${i}`).toBe(true);
      });
    });
  });
});

describe('a whole network', () => {
  const make = () =>
    nn.network(
      ['N', 1, 28, 28],
      nn.conv2d({ in: 1, out: 8, kernel: 3, padding: 'same' }),
      nn.batchNorm2d(8),
      nn.relu(),
      nn.maxPool2d({ kernel: 2 }),
      nn.residual(nn.conv2d({ in: 8, out: 8, kernel: 3, padding: 1 }), nn.relu()),
      nn.maxPool2d({ kernel: 2 }),
      nn.dropout(),
      nn.flatten(),
      nn.linear(8 * 7 * 7, 10),
    );

  test('has the names of its parameters, and takes any batch', async () => {
    using model = make();
    fill(model);
    const bytes = await exportOnnx(model, model.input);
    const text = new TextDecoder().decode(bytes);
    for (const name of model.slots.keys()) expect(text).toContain(name);
    using loaded = loadOnnx(bytes);
    expect(loaded.outputs).toEqual([{ name: 'output', dtype: 'float32', shape: ['N', 10] }]);
    for (const batch of [1, 3]) {
      const values = data([batch, 1, 28, 28]);
      const { output } = await runInPeer(bytes, { input: { shape: [batch, 1, 28, 28], data: values } }, 'all');
      scope(() => {
        const x = tensor(values, [batch, 1, 28, 28]);
        const wanted = model.forward(x).dataSync();
        expect(loaded.run({ input: x })['output']!.dataSync()).toEqual(wanted);
        expect(output!.shape).toEqual([batch, 10]);
        output!.numbers.forEach((value, i) =>
          expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(2 ** -24 * 4 * 400),
        );
      });
    }
  });

  test('with a layer that occurs twice has its parameters once', async () => {
    const shared = nn.linear(4, 4);
    const model = nn.sequential(shared, nn.relu(), shared);
    fill(model);
    const bytes = await exportOnnx(model, ['N', 4]);
    // Each of two nodes reads the weight by its name, and the constant bears it.
    expect(new TextDecoder().decode(bytes).match(/0\.weight/g)).toHaveLength(3);
    using loaded = loadOnnx(bytes);
    scope(() => {
      const x = tensor([1, -2, 3, 4], [1, 4]);
      expect(loaded.run({ input: x })['output']!.dataSync()).toEqual(model.run(x).dataSync());
    });
  });
});

describe('what cannot be exported', () => {
  const double = (): nn.Layer<nn.Elementwise> =>
    nn.layer({ kind: 'double', forward: (x) => affine(x, 2, 0), plan: (shape) => shape });

  test('a layer of somebody: says which one, and how to give it a form', async () => {
    const model = nn.sequential(nn.relu(), nn.residual(double()));
    model.initialize();
    await expect(exportOnnx(model, ['N', 4])).rejects.toThrow(
      new UsageError(
        'exportOnnx: layer 1.0 (double) cannot be exported: there is no ONNX form of it here; give one: ' +
          'exportOnnx(model, shape, { layers: { double: (layer, x, graph) => … } })',
      ),
    );
    const bytes = await exportOnnx(model, ['N', 4], {
      layers: { double: (_, x, graph) => graph.node('Mul', [x, graph.constant([], [2])], x.rank) },
    });
    using loaded = loadOnnx(bytes);
    scope(() => {
      const { output } = loaded.run({ input: tensor([1, -2, 3, 4], [1, 4]) });
      expect([...output!.dataSync()]).toEqual([3, 0, 9, 12]);
    });
  });

  test.each<[string, nn.AnyLayer, string]>([
    [
      'statistics of a batch',
      nn.batchNorm2d(3, { trackRunningStats: false }),
      'the model (batchNorm2d) cannot be exported: without running statistics',
    ],
    [
      'an output size',
      nn.convTranspose2d({ in: 3, out: 3, kernel: 2, stride: 2, outputSize: 17 }),
      'give outputPadding instead',
    ],
    [
      'a border that depends on the input',
      nn.conv2d({ in: 3, out: 3, kernel: 3, stride: 2, padding: 'same', paddingMode: 'reflect' }),
      'give the padding as numbers',
    ],
    ['a size', nn.upsample({ size: 9 }), 'give its scale'],
    ['ids', nn.embedding(5, 3), 'the model (embedding) cannot be exported: there is no ONNX form of it here'],
  ])('%s', async (_, model, message) => {
    model.initialize();
    await expect(exportOnnx(model, ['N', 3, 8, 8])).rejects.toThrow(message);
  });

  test('windows that depend on lengths which are left open', async () => {
    const message = 'its windows depend on height and width, which are left open; give them as numbers';
    await expect(exportOnnx(nn.adaptiveAvgPool2d(3), ['N', 3, 8, 'W'])).rejects.toThrow(message);
  });

  test('a model whose parameters have no values yet, or a shape that does not fit it', async () => {
    const model = nn.linear(4, 2);
    await expect(exportOnnx(model, ['N', 4])).rejects.toThrow(UsageError);
    model.initialize();
    await expect(exportOnnx(model, ['N', 5])).rejects.toThrow('linear: input has 5 features');
    await expect(exportOnnx(model, ['N', -1])).rejects.toThrow('dimension -1 of the input');
  });
});

test('an export leaves the model as it was', async () => {
  using model = nn.linear(2, 2);
  fill(model);
  const before = [...model.parameters().values()].map((parameter) => parameter.dataSync());
  await exportOnnx(model, ['N', 2]);
  expect([...model.parameters().values()].map((parameter) => parameter.dataSync())).toEqual(before);
});
