import { cpu } from '@gemmule/backend-cpu';
import { type Backend, BackendError, FormatError, memory, scope, ShapeError, tensor, UsageError } from '@gemmule/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTfjsModel, weightPaths } from './index.ts';
import { kerasModel } from './testing/keras.ts';

// Files come from anywhere: whatever is in them, the answer is a model or an error that says what is wrong, soon.

let backend: Backend;
beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

function layer(className: string, name: string, config: JsonObject, ...inputs: string[]): JsonObject {
  const calls = inputs.length === 0 ? [] : [inputs.map((input): Json => [input, 0, 0, {}])];
  return { class_name: className, name, config: { name, ...config }, inbound_nodes: calls };
}

/** A model of most kinds of layers, of a kilobyte of weights; freshly made, to be changed. */
function network() {
  const weights = [
    { name: 'conv/kernel', shape: [3, 2, 2, 4] },
    { name: 'conv/bias', shape: [4] },
    { name: 'norm/gamma', shape: [4] },
    { name: 'norm/beta', shape: [4] },
    { name: 'norm/moving_mean', shape: [4] },
    { name: 'norm/moving_variance', shape: [4] },
    { name: 'up/kernel', shape: [2, 2, 3, 4] },
    { name: 'inner/dense/kernel', shape: [3, 5] },
  ].map((weight) => ({ ...weight, dtype: 'float32' }));
  const inner = {
    name: 'inner',
    layers: [
      layer('InputLayer', 'v', { batch_input_shape: [null, 3] }),
      layer('Dense', 'dense', { units: 5, use_bias: false }, 'v'),
    ],
    input_layers: [['v', 0, 0]],
    output_layers: [['dense', 0, 0]],
  };
  const layers = [
    layer('InputLayer', 'x', { batch_input_shape: [null, 6, 6, 2] }),
    layer(
      'ZeroPadding2D',
      'pad',
      {
        padding: [
          [1, 0],
          [0, 1],
        ],
      },
      'x',
    ),
    layer('Conv2D', 'conv', { filters: 4, kernel_size: [3, 2], strides: [2, 1], activation: 'relu' }, 'pad'),
    layer('BatchNormalization', 'norm', { axis: [3], epsilon: 0.001 }, 'conv'),
    layer('Add', 'sum', {}, 'conv', 'norm'),
    layer('Conv2DTranspose', 'up', { filters: 3, kernel_size: 2, strides: 2, use_bias: false }, 'sum'),
    layer('UpSampling2D', 'larger', { size: [2, 1], interpolation: 'bilinear' }, 'up'),
    layer('Reshape', 'reshape', { target_shape: [-1, 3] }, 'larger'),
    layer('GlobalAveragePooling1D', 'mean', {}, 'reshape'),
    layer('Model', 'inner', inner, 'mean'),
    layer('Softmax', 'y', { axis: -1 }, 'inner'),
  ];
  return {
    format: 'layers-model',
    modelTopology: {
      keras_version: '2.10.0',
      model_config: {
        class_name: 'Functional',
        config: { name: 'net', layers, input_layers: [['x', 0, 0]], output_layers: [['y', 0, 0]] },
      },
    },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
}

const bytesOf = (numbers: number): Uint8Array => new Uint8Array(new Float32Array(numbers).fill(0.5).buffer);
const FILE = bytesOf(48 + 4 + 16 + 48 + 15);
const load = (json: object | string, file: Uint8Array = FILE) => loadTfjsModel(json, [file], { backend });

type Network = ReturnType<typeof network>;
type Config = Record<string, Json> & { kernel_size: Json };
const configOf = (net: Network, i: number): Config =>
  (net.modelTopology.model_config.config.layers[i] as { config: Config }).config;
const nodesOf = (net: Network, i: number): Json[][][] =>
  (net.modelTopology.model_config.config.layers[i] as { inbound_nodes: Json[][][] }).inbound_nodes;

test('the model itself runs', () => {
  using model = load(network());
  using x = tensor(new Float32Array(72), [1, 2, 6, 6], { backend });
  using y = model.forward(x);
  expect(y.shape).toEqual([1, 5]);
});

describe('model.json', () => {
  test('at each length that it may be cut off', () => {
    const text = JSON.stringify(network());
    for (let length = 0; length < text.length; length++) {
      expect(() => load(text.slice(0, length)), `${length} characters`).toThrow(FormatError);
    }
  });

  test.each<[string, string, (net: Network) => void]>([
    ['no topology', "model.json has no object 'modelTopology'", (net) => Object.assign(net, { modelTopology: 3 })],
    [
      'a graph model',
      'the file is a graph model, which has operations and no layers; save the Keras model as a layers model',
      (net) => Object.assign(net, { format: 'graph-model' }),
    ],
    [
      'a class that is no model',
      "the model is of class 'Dense'; those that can be read are Sequential and Functional",
      (net) => Object.assign(net.modelTopology.model_config, { class_name: 'Dense' }),
    ],
    [
      'a layer with the name of what all objects have',
      'constructor: there is no such layer here; give it as one of customLayers',
      (net) => Object.assign(net.modelTopology.model_config.config.layers[10] as object, { class_name: 'constructor' }),
    ],
    [
      'a circle',
      "layer 'sum' needs its own output: the model has a circle",
      (net) => void (nodesOf(net, 1)[0]![0]![0] = 'sum'),
    ],
    [
      'a layer that is not there',
      "there is no layer 'q', to which others are connected",
      (net) => void (nodesOf(net, 4)[0]![1]![0] = 'q'),
    ],
    [
      'a call that is not there',
      "layer 'norm' is not called 8 times, as others need it",
      (net) => void (nodesOf(net, 4)[0]![1]![1] = 7),
    ],
    [
      'an output that is not there',
      "layer 'conv' has no output 2, as others need it",
      (net) => void (nodesOf(net, 3)[0]![0]![2] = 2),
    ],
    [
      'connections of Keras 3',
      "layer 'pad' is connected as Keras 3 writes it; save the model with Keras 2 (tf_keras)",
      (net) => Object.assign(nodesOf(net, 1), [{ args: [], kwargs: {} }]),
    ],
    [
      'two layers of one name',
      "there are two layers 'conv'",
      (net) => net.modelTopology.model_config.config.layers.push(net.modelTopology.model_config.config.layers[2]!),
    ],
    [
      'a setting that is not known',
      "Conv2D: it has a setting 'magic' that is not known",
      (net) => Object.assign(configOf(net, 2), { magic: 1 }),
    ],
    [
      'a stride of 0',
      'Conv2D: its strides must be positive integers',
      (net) => Object.assign(configOf(net, 2), { strides: [0, 1] }),
    ],
    [
      'a kernel of another shape',
      'Conv2D: its kernel is [3, 2, 2, 4], and by its settings [3, 3, ?, 4]',
      (net) => Object.assign(configOf(net, 2), { kernel_size: 3 }),
    ],
    [
      'layers that do not fit',
      "the layers do not fit: layer 'reshape' (Reshape): ",
      (net) => Object.assign(configOf(net, 7), { target_shape: [-1, 7] }),
    ],
    [
      'a shape beyond all memory',
      'is more than the 268435456 elements that maxElements allows',
      (net) => Object.assign(configOf(net, 6), { size: [2 ** 40, 1] }),
    ],
    ['no weights', "model.json has no list 'weightsManifest'", (net) => Object.assign(net, { weightsManifest: null })],
    [
      'a weight that nobody has',
      "no layer has the weight 'other/kernel'",
      (net) => net.weightsManifest[0]!.weights.push({ name: 'other/kernel', shape: [0 + 1], dtype: 'float32' }),
    ],
    [
      'a weight too few',
      'Conv2D: the file has no bias of it',
      (net) => Object.assign(net.weightsManifest[0]!.weights[1]!, { name: 'conv/bios' }),
    ],
    [
      'two weights of one name',
      "there are two weights 'conv/bias'",
      (net) => Object.assign(net.weightsManifest[0]!.weights[2]!, { name: 'conv/bias' }),
    ],
    [
      'integers',
      "weight 'conv/bias' has elements of type 'int32'; those that can be read are float32",
      (net) => Object.assign(net.weightsManifest[0]!.weights[1]!, { dtype: 'int32' }),
    ],
  ])('%s', (_, message, change) => {
    const net = network();
    change(net);
    const added = net.weightsManifest?.[0]!.weights.length === 9 ? 1 : 0;
    const attempt = (): unknown => load(net, bytesOf(FILE.length / 4 + added));
    expect(attempt).toThrow(FormatError);
    expect(attempt).toThrow(message);
  });

  test.each([
    '../secrets',
    '/etc/passwd',
    'a/../../b',
    '%2e%2e/b',
    'C:\\b',
    '..\\b',
    'https://example.org/b',
    'file:b',
    '',
  ])('that asks for the file %j', (path) => {
    const net = network();
    net.weightsManifest[0]!.paths = [path];
    expect(() => weightPaths(net)).toThrow(FormatError);
    expect(() => weightPaths(net)).toThrow('which does not lie beside model.json or below');
  });

  test('with models nested by thousands', () => {
    const deep = `${'{"class_name":"Sequential","config":{"name":"a","layers":['.repeat(3000)}1${']}}'.repeat(3000)}`;
    const text = `{"modelTopology":{"model_config":${deep}},"weightsManifest":[]}`;
    expect(() => loadTfjsModel(text, [], { backend })).toThrow(
      new FormatError('tfjs: there are more than 32 models inside of one another'),
    );
  });

  test('with models that call models twice, thirty deep', () => {
    const input = layer('InputLayer', 'i', {});
    let model: JsonObject = { layers: [input, layer('ReLU', 'o', {}, 'i')] };
    Object.assign(model, { input_layers: [['i', 0, 0]], output_layers: [['o', 0, 0]] });
    for (let depth = 0; depth < 30; depth++) {
      const twice = { inbound_nodes: [[['i', 0, 0]], [['m', 0, 0]]] };
      model = { layers: [input, { ...layer('Model', 'm', model), ...twice }] };
      Object.assign(model, { input_layers: [['i', 0, 0]], output_layers: [['m', 1, 0]] });
    }
    const topology = { model_config: { class_name: 'Model', config: model } };
    expect(() => loadTfjsModel({ modelTopology: topology, weightsManifest: [] }, [], { backend })).toThrow(
      new FormatError('tfjs: the model has more layers than can be connected'),
    );
  });

  test('with a hundred thousand layers in a row, which no recursion survives', () => {
    const count = 100_000;
    const layers = Array.from({ length: count }, (_, i) =>
      i === 0 ? layer('InputLayer', 'l0', { batch_input_shape: [null, 1] }) : layer('ReLU', `l${i}`, {}, `l${i - 1}`),
    );
    const config = { layers, input_layers: [['l0', 0, 0]], output_layers: [[`l${count - 1}`, 0, 0]] };
    const json = { modelTopology: { model_config: { class_name: 'Model', config } }, weightsManifest: [] };
    using model = loadTfjsModel(json, [], { backend });
    expect(model.inputs).toEqual([{ name: 'l0', shape: [null, 1] }]);
  });
});

describe('weights', () => {
  test('too short, too long, too few files', () => {
    const wants = 'the weights of the manifest need 524';
    expect(() => load(network(), FILE.subarray(1))).toThrow(
      new FormatError(`tfjs: the file 'weights.bin' has 523 bytes, ${wants}`),
    );
    expect(() => load(network(), bytesOf(132))).toThrow(
      new FormatError(`tfjs: the file 'weights.bin' has 528 bytes, ${wants}`),
    );
    expect(() => loadTfjsModel(network(), [], { backend })).toThrow(
      new FormatError('tfjs: the manifest names 1 files of weights, 0 are given'),
    );
  });

  test('of a shape beyond all memory take none', () => {
    const kernel = { shape: [1], data: Float32Array.of(1) };
    const { json } = kerasModel('Dense', { units: 1, use_bias: false }, [null, 1], { kernel });
    const lying = json.replace('"shape":[1]', `"shape":[${2 ** 40},${2 ** 12}]`);
    expect(() => load(lying, bytesOf(1))).toThrow(FormatError);
  });
});

describe('random changes', () => {
  const MAX_ELEMENTS = 2 ** 16;

  /** Loads, and runs if there is something to run; nothing but errors of ours may come of it, and little memory. */
  function survives(json: object | string, file: Uint8Array): 'ran' | 'failed' {
    const before = memory(backend);
    let result: 'ran' | 'failed' = 'failed';
    try {
      scope(() => {
        using model = loadTfjsModel(json, [file], { backend, maxElements: MAX_ELEMENTS });
        const inputs = model.inputs.map(({ name, shape = [] }) => {
          const lengths = shape.map((length) => Math.min(length ?? 1, 8));
          return [name, tensor(new Float32Array(lengths.reduce((a, b) => a * b, 1)), lengths, { backend })] as const;
        });
        model.predict(Object.fromEntries(inputs));
      });
      result = 'ran';
    } catch (error) {
      const ours = [FormatError, ShapeError, UsageError, BackendError].some((Kind) => error instanceof Kind);
      if (!ours) throw error;
    }
    expect(memory(backend).liveBuffers).toBe(before.liveBuffers);
    expect(memory(backend).bytes - before.bytes).toBeLessThan(64 * 4 * MAX_ELEMENTS);
    return result;
  }

  const values = fc.constantFrom<Json>(
    null,
    true,
    false,
    -1,
    0,
    1,
    2,
    3,
    0.5,
    7,
    255,
    2 ** 31,
    2 ** 53,
    1e300,
    '',
    'same',
    'x',
    'conv',
    'Model',
    'Conv2D',
    'Flatten',
    'relu',
    'channels_first',
    '__proto__',
    [],
    [1],
    [2, 2],
    [
      [1, 2],
      [0, 1],
    ],
    [null, 3],
    {},
    { name: 'x' },
  );

  test('of values', () => {
    const outcomes = { ran: 0, failed: 0 };
    const check = fc.property(fc.array(fc.tuple(fc.nat(), values), { minLength: 1, maxLength: 3 }), (changes) => {
      const net = network() as unknown as JsonObject;
      const places = placesIn(net);
      for (const [place, value] of changes) places[place % places.length]!(value);
      outcomes[survives(net, FILE)] += 1;
    });
    fc.assert(check, { numRuns: 4000 });
    expect(Math.min(outcomes.ran, outcomes.failed)).toBeGreaterThan(100);
  });

  test('of text', () => {
    const text = JSON.stringify(network());
    const change = fc.tuple(
      fc.nat({ max: text.length - 1 }),
      fc.constantFrom('"', '{', '}', '[', ']', ',', '0', '9', 'e', '-', ''),
    );
    const check = fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const changed = text.split('');
      for (const [place, character] of changes) changed[place] = character;
      survives(changed.join(''), FILE);
    });
    fc.assert(check, { numRuns: 3000 });
  });

  test('of weights', () => {
    const check = fc.property(fc.uint8Array({ minLength: FILE.length, maxLength: FILE.length }), (file) => {
      expect(survives(network(), file)).toBe('ran');
    });
    fc.assert(check, { numRuns: 200 });
  });
});

/** Ways to set each value within others. */
function placesIn(value: Json): ((other: Json) => void)[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as JsonObject;
  return Object.entries(object).flatMap(([key, inner]) => [
    (other: Json) => void (object[key] = other),
    ...placesIn(inner),
  ]);
}
