import { cpu } from '@gemmule/backend-cpu';
import { type Backend, BackendError, FormatError, memory, scope, ShapeError, UsageError } from '@gemmule/core';
import * as fc from 'fast-check';
import onnxProto, { type onnx } from 'onnx-proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadOnnx } from './index.ts';
import { constant, type TestModel, type TestNode, writeModel } from './testing/write-model.ts';

// Files come from anywhere: whatever is in them, the answer is a model or an error that says what is wrong, soon.

const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;
const { DataLocation } = TensorProto;
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
const load = (bytes: Uint8Array) => loadOnnx(bytes, { backend });

const small: TestModel = {
  inputs: [{ name: 'x', shape: [1, 2, 4, 4] }],
  outputs: [{ name: 'y' }],
  constants: [constant('w', [3, 2, 2, 2], new Float32Array(24).fill(0.5)), constant('shape', [2], [0, -1], 'int64')],
  nodes: [
    node('Conv', ['x', 'w'], ['a'], { pads: [1, 0, 0, 1], strides: [1, 2] }),
    node('MaxPool', ['a'], ['b'], { kernel_shape: [2, 1] }),
    node('Reshape', ['b', 'shape'], ['y']),
  ],
};

/** The file with a change, written by another library. */
function changed(change: (graph: onnx.GraphProto, model: onnx.ModelProto) => void): Uint8Array {
  const model = ModelProto.decode(writeModel(small));
  change(model.graph as onnx.GraphProto, model);
  return ModelProto.encode(model).finish();
}

describe('files that are damaged', () => {
  test('at each length that they may be cut off', () => {
    const bytes = writeModel(small);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => load(bytes.subarray(0, length)), `${length} bytes`).toThrow(FormatError);
    }
  });

  test.each<[string, string, (graph: onnx.GraphProto, model: onnx.ModelProto) => void]>([
    [
      'a cycle',
      "node 'c' (Conv) reads 'b', which nothing before it gives: the graph has a cycle or a gap",
      (g) => {
        g.node[0]!.input![0] = 'b';
        g.node[0]!.name = 'c';
      },
    ],
    [
      'an input that nobody gives',
      "a node (Reshape) reads 'q', which nothing before it gives",
      (g) => {
        g.node[2]!.input![0] = 'q';
      },
    ],
    [
      'a name that is given twice',
      "a node (MaxPool) gives 'a', which is there already",
      (g) => {
        g.node[1]!.output![0] = 'a';
      },
    ],
    [
      'two constants of one name',
      "there are two constants 'w', or one has no name",
      (g) => {
        g.initializer.push(g.initializer[0]!);
      },
    ],
    [
      'two inputs of one name',
      "two inputs are called 'x'",
      (g) => {
        g.input.push(g.input[0]!);
      },
    ],
    [
      'no outputs',
      'the graph has no outputs',
      (g) => {
        g.output = [];
      },
    ],
    [
      'an output that nobody gives',
      "nothing gives the output 'z'",
      (g) => {
        g.output[0]!.name = 'z';
      },
    ],
    [
      'no graph',
      'the file has no graph',
      (_, m) => {
        m.graph = null;
      },
    ],
    [
      'no opset',
      'does not say which version of the operators',
      (_, m) => {
        m.opsetImport = [];
      },
    ],
    [
      'data in another file',
      "the data of tensor 'w' are in another file; save the model as one file",
      (g) => {
        g.initializer[0]!.dataLocation = DataLocation.EXTERNAL;
        g.initializer[0]!.externalData = [{ key: 'location', value: '/etc/passwd' }];
      },
    ],
    [
      'too few data',
      "tensor 'w' of shape [3, 2, 2, 2] and type float32 needs 96 bytes of data, the file has 92",
      (g) => {
        g.initializer[0]!.rawData = g.initializer[0]!.rawData!.subarray(4);
      },
    ],
    [
      'data twice',
      "tensor 'w' has its data twice",
      (g) => {
        g.initializer[0]!.floatData = new Array<number>(24).fill(1);
      },
    ],
    [
      'data of another type',
      "the data of tensor 'shape' are not of its type, int64",
      (g) => {
        g.initializer[1]!.int32Data = [1, 2];
        g.initializer[1]!.int64Data = [];
      },
    ],
    [
      'more elements than any memory has',
      'needs 4398046511104 bytes of data, the file has 0',
      (g) => {
        g.initializer[0]!.dims = [2 ** 20, 2 ** 20];
        g.initializer[0]!.rawData = new Uint8Array(0);
      },
    ],
    [
      'a negative dimension',
      "tensor 'w' has a dimension -3",
      (g) => {
        g.initializer[0]!.dims = [-3, 2];
      },
    ],
    [
      'a type that is not read',
      "tensor 'w' has elements of type float16; those that can be read are float32",
      (g) => {
        g.initializer[0]!.dataType = 10;
      },
    ],
    [
      'an attribute twice',
      'it has an attribute twice',
      (g) => {
        g.node[0]!.attribute!.push(g.node[0]!.attribute![0]!);
      },
    ],
    [
      'an attribute of another type',
      'attribute pads has type 6',
      (g) => {
        Object.assign(g.node[0]!.attribute![0]!, { type: 6 });
      },
    ],
    [
      'sparse tensors',
      'sparse tensors, which cannot be read',
      (g) => {
        g.sparseInitializer = [{}];
      },
    ],
    [
      'an input that is no tensor',
      "input or output 'x' is not a tensor",
      (g) => {
        g.input[0]!.type = { sequenceType: {} };
      },
    ],
  ])('%s', (_, message, change) => {
    expect(() => load(changed(change))).toThrow(FormatError);
    expect(() => load(changed(change))).toThrow(message);
  });

  test('with graphs nested in attributes as deep as one likes: they are not read', () => {
    let graph: onnx.IGraphProto = { name: 'innermost' };
    for (let depth = 0; depth < 500; depth++) {
      graph = {
        node: [
          {
            opType: 'If',
            output: ['y'],
            attribute: [{ name: 'then_branch', type: AttributeProto.AttributeType.GRAPH, g: graph }],
          },
        ],
      };
    }
    const file = ModelProto.encode({
      opsetImport: [{ domain: '', version: 17 }],
      graph: { ...graph, output: [{ name: 'y', type: { tensorType: { elemType: 1 } } }] },
    });
    expect(() => load(file.finish())).toThrow(
      new FormatError('onnx: the model has what cannot be run (opset 17): If: there is no such operator here'),
    );
  });

  test('with groups nested by thousands, which no reader should follow', () => {
    const bytes = new Uint8Array(100_000).fill((15 << 3) | 3);
    expect(() => load(bytes)).toThrow(/^onnx: this is not an ONNX file, or it is damaged: maximum recursion depth/);
  });

  test('with millions of empty messages, two bytes each', () => {
    // Opset imports: field 8, length 0.
    const bytes = new Uint8Array(4_000_000).map((_, i) => (i % 2 === 0 ? (8 << 3) | 2 : 0));
    expect(() => load(bytes)).toThrow(new FormatError('onnx: the file has more than 1000000 messages'));
  });
});

describe('models that ask for more memory than there is', () => {
  const shape = constant('big', [2], [2 ** 20, 2 ** 20], 'int64');
  const one = constant('one', [1], [1]);
  const run = (model: Omit<TestModel, 'outputs'>) => (): void => {
    using loaded = load(writeModel({ ...model, outputs: [{ name: 'y' }] }));
    scope(() => void loaded.run({}));
  };
  const doublings = Array.from({ length: 40 }, (_, i) => `v${i}`);

  test.each<[string, Omit<TestModel, 'outputs'>]>([
    ['ConstantOfShape', { constants: [shape], nodes: [node('ConstantOfShape', ['big'], ['y'])] }],
    ['Expand', { constants: [shape, one], nodes: [node('Expand', ['one', 'big'], ['y'])] }],
    ['Tile', { constants: [constant('t', [1, 1], [1]), shape], nodes: [node('Tile', ['t', 'big'], ['y'])] }],
    [
      'Pad',
      { constants: [one, constant('pads', [2], [2 ** 40, 0], 'int64')], nodes: [node('Pad', ['one', 'pads'], ['y'])] },
    ],
    [
      'Pad edge',
      {
        constants: [one, constant('pads', [2], [2 ** 40, 0], 'int64')],
        nodes: [node('Pad', ['one', 'pads'], ['y'], { mode: 'edge' })],
      },
    ],
    [
      'Resize',
      {
        constants: [one, constant('sizes', [1], [2 ** 40], 'int64')],
        nodes: [node('Resize', ['one', '', '', 'sizes'], ['y'])],
      },
    ],
    [
      'Range',
      {
        constants: [
          constant('a', [], [0], 'int64'),
          constant('b', [], [2 ** 40], 'int64'),
          constant('c', [], [1], 'int64'),
        ],
        nodes: [node('Range', ['a', 'b', 'c'], ['y'])],
      },
    ],
    [
      'Conv',
      {
        constants: [constant('x', [1, 1, 1], [1]), constant('w', [1, 1, 1], [1])],
        nodes: [node('Conv', ['x', 'w'], ['y'], { pads: [2 ** 40, 0] })],
      },
    ],
    [
      'ConvTranspose',
      {
        constants: [constant('x', [1, 1, 2], [1, 1]), constant('w', [1, 1, 1], [1])],
        nodes: [node('ConvTranspose', ['x', 'w'], ['y'], { strides: [2 ** 40] })],
      },
    ],
    [
      'doubling forty times',
      {
        constants: [one],
        nodes: [...doublings, 'y'].map((name, i) => {
          const before = i === 0 ? 'one' : doublings[i - 1]!;
          return node('Concat', [before, before], [name], { axis: 0 });
        }),
      },
    ],
    [
      'broadcasting a row and a column',
      {
        constants: [
          constant('r', [1, 2 ** 15], new Float32Array(2 ** 15)),
          constant('c', [2 ** 15, 1], new Float32Array(2 ** 15)),
        ],
        nodes: [node('Add', ['r', 'c'], ['y'])],
      },
    ],
  ])('%s', (_, model) => {
    const before = memory(backend).bytes;
    expect(run(model)).toThrow(FormatError);
    expect(run(model)).toThrow(/is more than the 268435456 elements that maxElements allows$/);
    expect(memory(backend).bytes - before).toBeLessThan(2 ** 31);
  });
});

describe('random changes of files', () => {
  const MAX_ELEMENTS = 2 ** 14;
  const dynamic: TestModel = {
    inputs: [{ name: 'x', shape: ['N', 2, 3, 3] }],
    outputs: [{ name: 'y' }, { name: 'z' }],
    constants: [
      constant('i', [1], [1], 'int64'),
      constant('two', [1], [2], 'int64'),
      constant('pads', [8], [0, 0, 1, 1, 0, 0, 1, 2], 'int64'),
      constant('scales', [4], [1, 1, 2, 1.5]),
      constant('w', [2, 1, 2, 2], new Float32Array(8).fill(1)),
    ],
    nodes: [
      node('Pad', ['x', 'pads'], ['p'], { mode: 'reflect' }),
      node('ConvTranspose', ['p', 'w'], ['t'], { strides: [2, 1], group: 2, output_padding: [1, 0] }),
      node('Resize', ['t', '', 'scales'], ['r'], { mode: 'linear' }),
      node('Shape', ['r'], ['s']),
      node('Gather', ['s', 'i'], ['c']),
      node('Mul', ['c', 'two'], ['d']),
      node('Concat', ['d', 'i'], ['e'], { axis: 0 }),
      node('ConstantOfShape', ['e'], ['z']),
      node('Slice', ['r', 'i', 'two', 'two'], ['q']),
      node('ReduceMean', ['q'], ['m'], { axes: [2, 3] }),
      node('Softmax', ['m'], ['y'], { axis: 1 }),
    ],
  };
  const files = [small, dynamic].map((model) => writeModel(model));

  /** Loads, and runs if there is something to run; nothing but errors of ours may come of it, and little memory. */
  function survives(bytes: Uint8Array): 'ran' | 'failed' {
    const before = memory(backend);
    const start = performance.now();
    let result: 'ran' | 'failed' = 'failed';
    try {
      scope(() => {
        using model = loadOnnx(bytes, { backend, maxElements: MAX_ELEMENTS });
        const feeds = model.inputs.map(({ name, shape = [] }) => {
          const lengths = shape.map((length) => (typeof length === 'number' ? Math.min(length, 8) : 1));
          return [name, { shape: lengths, data: new Array<number>(lengths.reduce((a, b) => a * b, 1)).fill(1) }];
        });
        model.run(Object.fromEntries(feeds));
      });
      result = 'ran';
    } catch (error) {
      const ours = [FormatError, ShapeError, UsageError, BackendError].some((Kind) => error instanceof Kind);
      if (!ours) throw error;
    }
    expect(memory(backend).liveBuffers).toBe(before.liveBuffers);
    // A few values at a time, each at most as large as allowed, and the scratch of one operation.
    expect(memory(backend).bytes - before.bytes).toBeLessThan(64 * 4 * MAX_ELEMENTS);
    expect(performance.now() - start).toBeLessThan(5000);
    return result;
  }

  test('the files themselves run', () => {
    expect(files.map(survives)).toEqual(['ran', 'ran']);
  });

  const file = fc.constantFrom(...files);
  const change = fc.tuple(
    fc.nat(),
    fc.constantFrom('set', 'insert', 'delete', 'copy'),
    fc.nat({ max: 255 }),
    fc.nat({ max: 20 }),
  );

  test('of bytes', () => {
    const check = fc.property(file, fc.array(change, { minLength: 1, maxLength: 6 }), (original, changes) => {
      const bytes = [...original];
      for (const [place, kind, value, length] of changes) {
        const at = place % bytes.length;
        if (kind === 'set') bytes[at] = value;
        else if (kind === 'insert') bytes.splice(at, 0, value);
        else if (kind === 'delete') bytes.splice(at, length);
        else bytes.splice(at, 0, ...bytes.slice(value % bytes.length, (value % bytes.length) + length));
      }
      survives(Uint8Array.from(bytes));
    });
    fc.assert(check, { numRuns: 3000 });
  });

  // Bytes seldom make another number of sense; these do.
  test('of numbers', () => {
    const extremes = fc.constantFrom(
      -(2 ** 53),
      -(2 ** 31),
      -2,
      -1,
      0,
      1,
      2,
      3,
      7,
      255,
      2 ** 16,
      2 ** 31,
      2 ** 40,
      2 ** 53,
    );
    const outcomes = { ran: 0, failed: 0 };
    const check = fc.property(
      file,
      fc.array(fc.tuple(fc.nat(), extremes), { minLength: 1, maxLength: 3 }),
      (original, changes) => {
        const model = ModelProto.decode(original);
        const places = numbersIn(model);
        for (const [place, value] of changes) places[place % places.length]!(value);
        outcomes[survives(ModelProto.encode(model).finish())] += 1;
      },
    );
    fc.assert(check, { numRuns: 2000 });
    expect(Math.min(outcomes.ran, outcomes.failed)).toBeGreaterThan(50);
  });

  test('of names', () => {
    const check = fc.property(file, fc.nat(), fc.nat(), fc.boolean(), (original, from, to, isOperator) => {
      const model = ModelProto.decode(original);
      const nodes = model.graph!.node!;
      const [a, b] = [nodes[from % nodes.length]!, nodes[to % nodes.length]!];
      if (isOperator) a.opType = b.opType!;
      else a.input![from % a.input!.length] = b.input![to % b.input!.length]!;
      survives(ModelProto.encode(model).finish());
    });
    fc.assert(check, { numRuns: 1000 });
  });
});

/** Ways to set each integer within a message: attributes, dimensions, data. */
function numbersIn(message: object): ((value: number) => void)[] {
  return Object.entries(message).flatMap(([key, value]): ((value: number) => void)[] => {
    if (typeof value === 'number' || isLong(value)) return [(other) => Object.assign(message, { [key]: other })];
    return typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
      ? numbersIn(value as object)
      : [];
  });
}

/** The library's integers of 64 bits. */
function isLong(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'low' in value && 'high' in value;
}
