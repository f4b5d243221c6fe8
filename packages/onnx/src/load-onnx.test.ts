import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  FormatError,
  gradients,
  IntTensor,
  memory,
  ones,
  scope,
  ShapeError,
  sum,
  type Tensor,
  tensor,
  UsageError,
} from '@gemmule/core';
import { wrapBackend } from '@gemmule/conformance';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadOnnx } from './index.ts';
import { constant, type TestModel, type TestNode, writeModel } from './testing/write-model.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

const node = (op: string, inputs: string[], outputs: string[], attributes: TestNode['attributes'] = {}): TestNode => ({
  op,
  inputs,
  outputs,
  attributes,
});
const load = (model: TestModel, options = {}) => loadOnnx(writeModel(model), { backend, ...options });
const x = { name: 'x', shape: ['N', 3, 'H', 'W'] };

describe('what a model says of itself', () => {
  test('inputs and outputs with types and shapes, lengths that are left open by their names', () => {
    using model = load({
      opset: 18,
      inputs: [x, { name: 'k', dtype: 'int64', shape: [1] }, { name: 'any' }],
      outputs: [{ name: 'y', shape: ['N', 3] }],
      nodes: [node('ReduceMax', ['x'], ['y'], { keepdims: 0 })],
    });
    expect(model.opset).toBe(18);
    expect(model.inputs).toEqual([
      { name: 'x', dtype: 'float32', shape: ['N', 3, 'H', 'W'] },
      { name: 'k', dtype: 'int64', shape: [1] },
      { name: 'any', dtype: 'float32', shape: undefined },
    ]);
    expect(model.outputs).toEqual([{ name: 'y', dtype: 'float32', shape: ['N', 3] }]);
  });

  test('constants that an early file lists among its inputs are none', () => {
    using model = load({
      inputs: [{ name: 'x' }, { name: 'c', shape: [1] }],
      constants: [constant('c', [1], [2])],
      outputs: [{ name: 'y' }],
      nodes: [node('Mul', ['x', 'c'], ['y'])],
    });
    expect(model.inputs.map(({ name }) => name)).toEqual(['x']);
    scope(() => expect([...model.run({ x: tensor([3], [1], { backend }) })['y']!.dataSync()]).toEqual([6]));
  });
});

describe('feeds', () => {
  const model: TestModel = {
    inputs: [
      { name: 'a', shape: ['N', 2] },
      { name: 'b', shape: ['N', 'M'] },
    ],
    outputs: [{ name: 'y' }],
    nodes: [node('Concat', ['a', 'b'], ['y'], { axis: 1 })],
  };
  const zeros = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) });

  test('that are missing or not known are named', () => {
    using loaded = load(model);
    expect(() => loaded.run({ a: zeros(1, 2), c: zeros(1) })).toThrow(
      new UsageError("onnx: run: inputs do not fit the model: missing 'b'; not known 'c'"),
    );
  });

  test('must have the lengths of the file, and the same one where they share a name', () => {
    using loaded = load(model);
    expect(() => loaded.run({ a: zeros(1, 3), b: zeros(1, 1) })).toThrow(
      new ShapeError("onnx: run: input 'a' should be [N = 1, 2], got [1, 3]"),
    );
    expect(() => loaded.run({ a: zeros(2, 2), b: zeros(3, 1) })).toThrow(
      new ShapeError("onnx: run: input 'b' should be [N = 2, M], got [3, 1]"),
    );
    scope(() => expect(loaded.run({ a: zeros(2, 2), b: zeros(2, 5) })['y']!.shape).toEqual([2, 7]));
  });

  test('of integers are numbers on the host, and must fit', () => {
    using loaded = load({
      inputs: [{ name: 'n', dtype: 'int32' }],
      outputs: [{ name: 'y', dtype: 'int32' }],
      nodes: [node('Mul', ['n', 'n'], ['y'])],
    });
    scope(() => {
      const { y } = loaded.run({ n: { shape: [2], data: [3, -4] } });
      expect(y).toBeInstanceOf(IntTensor);
      expect([...y!.dataSync()]).toEqual([9, 16]);
      expect(() => loaded.run({ n: { shape: [1], data: [2 ** 31] } })).toThrow(
        new ShapeError('2147483648 does not fit int32'),
      );
      expect(() => loaded.run({ n: { shape: [1], data: [2 ** 16] } })).toThrow(
        /\(Mul\): 4294967296 does not fit int32/,
      );
      expect(() => loaded.run({ n: ones([1], { backend }) })).toThrow("input 'n' is int32: give it as { shape, data }");
    });
  });

  test('are not freed, also where they are the output', () => {
    using loaded = load({ inputs: [{ name: 'x' }], outputs: [{ name: 'y' }], nodes: [node('Identity', ['x'], ['y'])] });
    using x = ones([2], { backend });
    scope(() => void loaded.run({ x }));
    expect([...x.dataSync()]).toEqual([1, 1]);
    expect(loaded.run({ x })['y']).not.toBe(x);
  });
});

test('gradients flow back to a feed', () => {
  using loaded = load({
    inputs: [{ name: 'x' }],
    constants: [constant('w', [2], [3, 5])],
    outputs: [{ name: 'y' }],
    nodes: [node('Mul', ['x', 'w'], ['y'])],
  });
  scope(() => {
    const x = tensor([1, 1], [2], { backend, requiresGrad: true });
    const { y } = loaded.run({ x });
    const [dx] = gradients(sum(y as Tensor<number[]>), [x]);
    expect([...dx.dataSync()]).toEqual([3, 5]);
  });
});

describe('shapes that are calculated', () => {
  // As exporters write x.view(x.size(0), -1) and interpolate(x, size = twice the size of x).
  test('a Reshape whose shape is gathered and joined', () => {
    using model = load({
      inputs: [x],
      outputs: [{ name: 'y' }],
      constants: [
        constant('zero', [], [0], 'int64'),
        constant('rest', [1], [-1], 'int64'),
        constant('axes', [1], [0], 'int64'),
      ],
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('Gather', ['shape', 'zero'], ['batch']),
        node('Unsqueeze', ['batch', 'axes'], ['batches']),
        node('Concat', ['batches', 'rest'], ['target'], { axis: 0 }),
        node('Reshape', ['x', 'target'], ['y']),
      ],
    });
    scope(() => expect(model.run({ x: ones([2, 3, 4, 5], { backend }) })['y']!.shape).toEqual([2, 60]));
  });

  test('a Resize to a calculated size, by way of floats', () => {
    using model = load({
      inputs: [x],
      outputs: [{ name: 'y' }],
      constants: [
        constant('two', [1], [2]),
        constant('from', [1], [2], 'int64'),
        constant('to', [1], [4], 'int64'),
        constant('first', [1], [0], 'int64'),
      ],
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('Slice', ['shape', 'from', 'to'], ['lengths']),
        node('Slice', ['shape', 'first', 'from'], ['rest']),
        node('Cast', ['lengths'], ['floats'], { to: 1 }),
        node('Mul', ['floats', 'two'], ['doubled']),
        node('Floor', ['doubled'], ['floored']),
        node('Cast', ['floored'], ['integers'], { to: 7 }),
        node('Concat', ['rest', 'integers'], ['sizes'], { axis: 0 }),
        node('Resize', ['x', '', '', 'sizes'], ['y'], { mode: 'nearest' }),
      ],
    });
    scope(() => expect(model.run({ x: ones([1, 3, 4, 5], { backend }) })['y']!.shape).toEqual([1, 3, 8, 10]));
  });

  test('a condition over shapes', () => {
    using model = load({
      inputs: [x],
      outputs: [{ name: 'y', dtype: 'int64' }],
      constants: [constant('wanted', [4], [-1, 3, -1, 7], 'int64'), constant('open', [4], [-1, -1, -1, -1], 'int64')],
      nodes: [
        node('Shape', ['x'], ['shape']),
        node('Equal', ['wanted', 'open'], ['isOpen']),
        node('Where', ['isOpen', 'shape', 'wanted'], ['y']),
      ],
    });
    scope(() => expect([...model.run({ x: ones([2, 3, 4, 5], { backend }) })['y']!.dataSync()]).toEqual([2, 3, 4, 7]));
  });

  test('what was computed on the backend cannot decide over a shape, and the error says where', () => {
    using model = load({
      inputs: [x],
      outputs: [{ name: 'y' }],
      nodes: [node('ArgMax', ['x'], ['k']), node('Reshape', ['x', 'k'], ['y'])],
    });
    scope(() => {
      expect(() => model.run({ x: ones([1, 3, 1, 1], { backend }) })).toThrow(
        /\(Reshape\): input 1 decides over shapes/,
      );
    });
  });
});

describe('what cannot be run', () => {
  test('is listed in one error, before anything is allocated', () => {
    const before = memory(backend).allocations;
    const model: TestModel = {
      inputs: [x],
      outputs: [{ name: 'y' }],
      constants: [constant('weight', [2000], new Float32Array(2000))],
      nodes: [
        node('NonMaxSuppression', ['x', 'weight'], ['a']),
        { ...node('Conv', ['a'], ['b']), domain: 'com.example' },
        node('MaxPool', ['b'], ['c'], { kernel_shape: [2, 2], ceil_mode: 2 }),
        node('MaxPool', ['c'], ['d']),
        node('Relu', ['d'], ['e'], { slope: 1 }),
        node('NonMaxSuppression', ['e', 'e'], ['f']),
        node('Resize', ['f'], ['y'], { mode: 'lanczos' }),
      ],
    };
    expect(() => load(model)).toThrow(
      new FormatError(
        'onnx: the model has what cannot be run (opset 17): NonMaxSuppression: there is no such operator here (2 nodes); ' +
          'com.example.Conv: there is no such operator here; MaxPool: attribute ceil_mode is 2; MaxPool: it has no kernel_shape; ' +
          "Relu: it has an attribute 'slope' that is not known; Resize: attribute mode is 'lanczos'",
      ),
    );
    expect(memory(backend).allocations).toBe(before);
  });

  test('does not matter where nobody reads it', () => {
    using model = load({
      inputs: [{ name: 'x' }],
      outputs: [{ name: 'y' }],
      nodes: [node('Relu', ['x'], ['y']), node('Unheard', ['y'], ['z'])],
    });
    scope(() => expect([...model.run({ x: tensor([-1], [1], { backend }) })['y']!.dataSync()]).toEqual([0]));
  });

  test.each([8, 26])('an opset beyond ours: %i', (opset) => {
    const model = { opset, inputs: [x], outputs: [{ name: 'y' }], nodes: [node('Relu', ['x'], ['y'])] };
    expect(() => load(model)).toThrow(
      new FormatError(`onnx: the model uses opset ${opset}; those that can be read are 9 to 25`),
    );
  });
});

describe('memory', () => {
  test('values are freed after their last reader', () => {
    const size = 10_000;
    const names = Array.from({ length: 41 }, (_, i) => (i === 0 ? 'x' : `v${i}`));
    // A chain, with a long way around for the second value.
    const nodes = names.slice(1).map((name, i) => node('Neg', [names[i]!], [name]));
    using model = load({
      inputs: [{ name: 'x' }],
      outputs: [{ name: 'y' }],
      nodes: [...nodes, node('Add', ['v40', 'v2'], ['y'])],
    });
    using x = ones([size], { backend });
    let most = 0;
    const before = memory(backend).liveBytes;
    const neg = vi.spyOn(backend, 'unary').mockImplementation(() => {
      most = Math.max(most, memory(backend).liveBytes - before);
    });
    scope(() => void model.run({ x }));
    expect(neg).toHaveBeenCalledTimes(40);
    neg.mockRestore();
    // The one kept, the one read, the one written.
    expect(most).toBe(3 * 4 * size);
    expect(memory(backend).liveBytes).toBe(before);
  });

  test('constants are uploaded once, and freed with the model', () => {
    const before = memory(backend).liveBuffers;
    const model = load({
      inputs: [{ name: 'x' }],
      outputs: [{ name: 'y' }],
      constants: [constant('large', [2000], new Float32Array(2000).fill(2)), constant('small', [1], [3])],
      nodes: [
        node('Mul', ['x', 'large'], ['a']),
        node('Identity', ['small'], ['same']),
        node('Add', ['a', 'same'], ['y']),
      ],
    });
    const write = vi.spyOn(backend, 'write');
    using x = ones([2000], { backend });
    const uploads = [1, 2, 3].map(() => {
      write.mockClear();
      scope(() => void model.run({ x }));
      return write.mock.calls.length;
    });
    write.mockRestore();
    // The small one when it is first used.
    expect(uploads).toEqual([1, 0, 0]);
    scope(() => expect(model.run({ x })['y']!.dataSync()[1999]).toBe(5));
    model.dispose();
    x.dispose();
    expect(memory(backend).liveBuffers).toBe(before);
    model.dispose();
    expect(() => model.run({ x })).toThrow(new UsageError('onnx: the model was disposed'));
  });

  test('a run that fails leaves nothing behind', () => {
    using model = load({
      inputs: [{ name: 'x' }],
      outputs: [{ name: 'y' }],
      constants: [constant('other', [3], [1, 2, 3])],
      nodes: [node('Neg', ['x'], ['a']), node('Mul', ['x', 'other'], ['b']), node('Add', ['a', 'b'], ['y'])],
    });
    using x = ones([2], { backend });
    const before = memory(backend).liveBuffers;
    expect(() => model.run({ x })).toThrow(/^onnx: a node \(Mul\): broadcast: dimensions 2 and 3 do not broadcast/);
    expect(memory(backend).liveBuffers).toBe(before);
  });

  test('loading that fails for want of memory leaves nothing behind', async () => {
    let left = 1;
    const rich = await cpu();
    const poor = wrapBackend(rich, {
      allocate: (dtype, length) => {
        if (left-- === 0) throw new RangeError('no memory');
        return rich.allocate(dtype, length);
      },
    });
    const constants = ['a', 'b'].map((name) => constant(name, [2000], new Float32Array(2000)));
    const model = { outputs: [{ name: 'y' }], constants, nodes: [node('Add', ['a', 'b'], ['y'])] };
    expect(() => loadOnnx(writeModel(model), { backend: poor })).toThrow('no memory');
    expect(memory(poor).liveBuffers).toBe(0);
    poor.dispose();
  });
});
