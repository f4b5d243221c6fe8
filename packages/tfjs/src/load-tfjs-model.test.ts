import { cpu } from '@gemmule/backend-cpu';
import { type Backend, FormatError, memory, ones, scope, ShapeError, tensor, UsageError } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { depthToSpace, loadTfjsModel, type LoadOptions, weightPaths } from './index.ts';
import { computed } from './testing/computed.ts';
import { kerasModel } from './testing/keras.ts';
import { predicted, randomize, saved, type SavedModel, type Values } from './testing/tfjs.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

const { input, model: functional, sequential } = layers;
const { add, conv2d, dense, flatten, maxPooling2d, reLU } = layers.layers;
const load = ({ json, files }: SavedModel, options: LoadOptions = {}) =>
  loadTfjsModel(json, files, { backend, ...options });

/** What a test compares: one output of small whole numbers, so that all sums are exact. */
async function expectExact(model: SavedModel, inputs: readonly Values[], expected: readonly Values[]): Promise<void> {
  expect(await computed(model, inputs, { backend, layout: 'channelsLast' })).toEqual(expected);
}

/** 1, 2, 3, ... */
function counting(...shape: number[]): Values {
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1) };
}

describe('graphs', () => {
  /** Weights 1, 2, 3, -1, 0 and so on. */
  function withWholeWeights(model: layers.LayersModel): layers.LayersModel {
    for (const weight of model.weights) {
      const size = weight.shape.reduce<number>((a, b) => a * (b ?? 1), 1);
      const values = Array.from({ length: size }, (_, i) => ((i * 7) % 5) - 1);
      weight.write(tf.tensor(values, weight.shape as number[]));
    }
    return model;
  }

  const x = counting(2, 4, 4, 2);

  test('a sequence', async () => {
    const model = withWholeWeights(
      sequential({
        layers: [
          conv2d({ inputShape: [4, 4, 2], filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }),
          maxPooling2d({ poolSize: 2 }),
          flatten(),
          dense({ units: 5 }),
        ],
      }),
    );
    await expectExact(await saved(model), [x], predicted(model, [x]));
  });

  test('a branch and a layer that is used twice', async () => {
    const entrance = input({ shape: [4, 4, 2] });
    const twice = conv2d({ filters: 2, kernelSize: 3, padding: 'same' });
    const [a, b] = [twice.apply(entrance), twice.apply(reLU({}).apply(entrance))];
    const model = functional({ inputs: entrance, outputs: add().apply([a, b] as layers.SymbolicTensor[]) as never });
    withWholeWeights(model);
    await expectExact(await saved(model), [x], predicted(model, [x]));
    using loaded = load(await saved(model));
    expect(loaded.slots.size).toBe(2); // one weight, one bias
  });

  test('an activation, and another reader of what it reads', async () => {
    const entrance = input({ shape: [4, 4, 2] });
    const read = conv2d({ filters: 2, kernelSize: 3, padding: 'same' }).apply(entrance);
    const outputs = add().apply([reLU({}).apply(read), read] as layers.SymbolicTensor[]) as layers.SymbolicTensor;
    const model = withWholeWeights(functional({ inputs: entrance, outputs }));
    await expectExact(await saved(model), [x], predicted(model, [x]));
  });

  test('an activation of what is an output as well', async () => {
    const entrance = input({ shape: [4, 4, 2] });
    const read = conv2d({ filters: 2, kernelSize: 3, padding: 'same' }).apply(entrance) as layers.SymbolicTensor;
    const outputs = [read, reLU({}).apply(read) as layers.SymbolicTensor];
    const model = withWholeWeights(functional({ inputs: entrance, outputs }));
    await expectExact(await saved(model), [x], predicted(model, [x]));
  });

  test('models inside of a model, one of them used twice', async () => {
    const inner = sequential({
      name: 'inner',
      layers: [conv2d({ inputShape: [4, 4, 2], filters: 2, kernelSize: 1 }), reLU({})],
    });
    const entrance = input({ shape: [4, 4, 2] });
    const once = inner.apply(entrance);
    const outputs = add().apply([once, inner.apply(once)] as layers.SymbolicTensor[]) as layers.SymbolicTensor;
    const model = withWholeWeights(functional({ inputs: entrance, outputs }));
    await expectExact(await saved(model), [x], predicted(model, [x]));
  });

  test('several inputs and outputs, one of which is an input', async () => {
    const [a, b] = [input({ shape: [4, 4, 2], name: 'a' }), input({ shape: [4, 4, 2], name: 'b' })];
    const both = add({ name: 'both' }).apply([a, b]) as layers.SymbolicTensor;
    const model = functional({ inputs: [a, b], outputs: [both, a, reLU({ name: 'top' }).apply(both) as never] });
    const inputs = [x, { shape: x.shape, data: x.data.map((value) => value - 20) }];
    await expectExact(await saved(model), inputs, predicted(model, inputs));
    using loaded = load(await saved(model));
    expect(loaded.inputs.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(loaded.outputs).toEqual(['both', 'a', 'top']);
    using one = ones([1, 2, 4, 4], { backend });
    expect(() => loaded.forward(one)).toThrow(
      new UsageError('tfjs: the model has 2 inputs and 3 outputs; use predict'),
    );
    expect(() => loaded.predict({ a: one })).toThrow(new UsageError("tfjs: the input 'b' is missing"));
    expect(() => loaded.predict({ a: one, b: one, c: one })).toThrow(
      new UsageError("tfjs: there is no input 'c'; there is 'a', 'b'"),
    );
    const results = loaded.predict({ a: one, b: one });
    for (const result of Object.values(results)) result.dispose();
    expect([...one.dataSync()]).toEqual(new Array(32).fill(1)); // still there
  });
});

describe('weights', () => {
  const kernel: Values = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, 3, 4) };
  const one = kerasModel('Conv2D', { filters: 2, kernel_size: 1, use_bias: false }, [null, 1, 1, 2], { kernel });
  const x: Values = { shape: [1, 1, 1, 2], data: Float32Array.of(1, 10) };

  /** The model with its weights stored in another way. */
  function stored(quantization: object | undefined, bytes: Uint8Array): SavedModel {
    const json = JSON.parse(one.json) as { weightsManifest: [{ weights: [object] }] };
    Object.assign(json.weightsManifest[0].weights[0], { quantization });
    return { json: JSON.stringify(json), files: [bytes] };
  }
  const resultOf = async (model: SavedModel): Promise<number[]> => {
    const [result] = await computed(model, [x], { backend, layout: 'channelsLast' });
    return [...result!.data];
  };

  test('are read as they are', async () => {
    expect(await resultOf(one)).toEqual([31, 42]);
  });

  test('of 8 and 16 bits, with a scale and a smallest value', async () => {
    const scaled = (dtype: string): object => ({ dtype, scale: 0.5, min: -1 });
    expect(await resultOf(stored(scaled('uint8'), Uint8Array.of(4, 6, 8, 10)))).toEqual([31, 42]);
    expect(await resultOf(stored(scaled('uint16'), new Uint8Array(Uint16Array.of(4, 6, 8, 10).buffer)))).toEqual([
      31, 42,
    ]);
  });

  test('of half precision: normal, subnormal, negative', async () => {
    const halves = Uint16Array.of(0x3c00, 0x0001, 0xc200, 0x7bff); // 1, 2^-24, -3, 65504
    expect(await resultOf(stored({ dtype: 'float16' }, new Uint8Array(halves.buffer)))).toEqual([
      1 - 30,
      Math.fround(2 ** -24 + 655040),
    ]);
  });

  test('in several files, cut within a number', async () => {
    const bytes = one.files[0]!;
    const json = one.json.replace('"group1-shard1of1.bin"', '"a.bin","b/c.bin"');
    expect(weightPaths(json)).toEqual(['a.bin', 'b/c.bin']);
    expect(await resultOf({ json, files: [bytes.subarray(0, 5), bytes.slice(5)] })).toEqual([31, 42]);
  });

  test('at an odd offset of what was read', async () => {
    const larger = new Uint8Array(17);
    larger.set(one.files[0]!, 1);
    expect(await resultOf({ json: one.json, files: [larger.subarray(1)] })).toEqual([31, 42]);
  });

  test('model.json as text, bytes or an object', () => {
    const sources = [one.json, new TextEncoder().encode(one.json), JSON.parse(one.json) as object];
    for (const source of sources) loadTfjsModel(source, one.files, { backend }).dispose();
    expect(weightPaths(sources[1]!)).toEqual(['group1-shard1of1.bin']);
  });
});

describe('the model is a layer like others', () => {
  const network = async (): Promise<SavedModel> => {
    const model = sequential({
      layers: [
        conv2d({ inputShape: [6, 6, 1], filters: 4, kernelSize: 3, activation: 'relu', padding: 'same' }),
        layers.layers.batchNormalization(),
        layers.layers.globalAveragePooling2d({}),
        layers.layers.dropout({ rate: 0.2 }),
        dense({ units: 2 }),
      ],
    });
    randomize(model, 5);
    return saved(model);
  };

  test('plans, with the parameters and the work of its layers', async () => {
    using model = load(await network());
    const plan = model.plan([3, 1, 6, 6], { backend });
    expect(plan.outputShape).toEqual([3, 2]);
    expect(plan.totals.parameters).toBe(4 * 9 + 4 + 4 + 4 + 4 * 2 + 2);
    using wrong = ones([1, 6, 6, 1], { backend });
    expect(() => model.forward(wrong)).toThrow(
      new ShapeError("tfjs: input '(input)' must be [N, 1, 6, 6], got [1, 6, 6, 1]"),
    );
  });

  test('learns on', async () => {
    using model = load(await network());
    const inputs = Float32Array.from({ length: 8 * 36 }, (_, i) => ((i * 37) % 11) / 11 + (i < 4 * 36 ? 1 : 0));
    const data = nn.arrayDataset({ inputs, inputShape: [1, 6, 6], labels: Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1) });
    const optimizer = nn.adam({ learningRate: 0.02 });
    const losses: number[] = [];
    const onStep = ({ loss }: { loss: number }): void => void losses.push(loss);
    await nn.train(model, { data, loss: nn.crossEntropy, optimizer, epochs: 40, batch: 8, seed: 1, backend, onStep });
    optimizer.dispose();
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  });

  test('is saved and restored by names', async () => {
    const file = await network();
    using model = load(file);
    using other = load(file);
    for (const slot of other.slots.values()) slot.assign(backend, new Float32Array(slot.tensor!.size));
    nn.loadSafetensors(other, await nn.saveSafetensors(model));
    using x = ones([1, 1, 6, 6], { backend });
    using a = model.forward(x);
    using b = other.forward(x);
    expect([...b.dataSync()]).toEqual([...a.dataSync()]);
  });

  test('allocates nothing from the second run on, leaves nothing, and is at an end when disposed', async () => {
    const before = memory(backend).liveBuffers;
    const model = load(await network());
    using x = ones([2, 1, 6, 6], { backend });
    const allocations = [1, 2, 3].map(() => {
      model.forward(x).dispose();
      return memory(backend).allocations;
    });
    expect(allocations[2]).toBe(allocations[1]);
    model.dispose();
    expect(memory(backend).liveBuffers).toBe(before + 1);
    expect(() => model.forward(x)).toThrow(new UsageError('tfjs: the model was disposed; load it again'));
  });
});

describe('layers of your own', () => {
  const x = counting(1, 1, 2, 8);
  const model = kerasModel('PixelShuffle2x', { factor: 2 }, [null, 1, 2, 8]);

  test("that the file has and nobody knows, such as TensorFlow's depthToSpace", async () => {
    const options: LoadOptions = {
      backend,
      layout: 'channelsLast',
      customLayers: { PixelShuffle2x: ({ config }) => depthToSpace(config['factor'] as number) },
    };
    const expected = tf.tidy(() => {
      const result = tf.depthToSpace(tf.tensor(x.data, [1, 1, 2, 8]), 2, 'NHWC');
      return { shape: result.shape, data: result.dataSync() };
    });
    expect(await computed(model, [x], options)).toEqual([expected]);
  });

  test('merges, with weights of the file', async () => {
    const weighted = kerasModel('Scaled', {}, [null, 2], { factor: { shape: [1], data: Float32Array.of(3) } });
    const customLayers: LoadOptions['customLayers'] = {
      Scaled: (layer) => {
        const factor = layer.weight('factor').data[0]!;
        return nn.layer<nn.Elementwise>({
          kind: 'scaled',
          forward: (input) =>
            scope(() =>
              tensor(
                input.dataSync().map((v) => v * factor),
                input.shape,
                { backend },
              ),
            ),
          plan: (shape) => shape,
        });
      },
    };
    const [result] = await computed(weighted, [counting(1, 2)], { backend, customLayers });
    expect([...result!.data]).toEqual([3, 6]);
  });

  test('without them the error names all that is missing', () => {
    expect(() => load(model)).toThrow(
      new FormatError(
        'tfjs: the model has what cannot be read: PixelShuffle2x: there is no such layer here; give it as one of customLayers',
      ),
    );
  });

  test('depthToSpace speaks', () => {
    expect(() => depthToSpace(0)).toThrow(new ShapeError('depthToSpace: the factor must be a positive integer, got 0'));
    using six = ones([1, 6, 1, 1], { backend });
    using layer = depthToSpace(2);
    expect(() => layer.forward(six)).toThrow(
      new ShapeError('depthToSpace: input must be [N, C, H, W] with C a multiple of 4, got [1, 6, 1, 1]'),
    );
  });
});
