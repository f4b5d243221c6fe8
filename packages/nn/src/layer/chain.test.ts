import { cpu } from '@gemmule/backend-cpu';
import {
  affine,
  type Backend,
  gradients,
  memory,
  noGrad,
  ones,
  randomNormal,
  registerBackend,
  relu,
  scope,
  ShapeError,
  sum,
  type Tensor,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

/** The CPU backend, which notes what of interest it was asked for. */
let backend: Backend;
const calls: string[] = [];
beforeAll(async () => {
  const real: Backend = await cpu();
  backend = await registerBackend({
    ...real,
    unary(op) {
      calls.push(op.function);
      real.unary(op);
    },
    overrides: {
      ...real.overrides,
      conv(op) {
        calls.push(op.activation === undefined ? 'conv' : `conv with ${op.activation}`);
        return real.overrides!.conv!(op);
      },
    },
  });
});
afterAll(() => unregisterBackend(backend));
beforeEach(() => void calls.splice(0));

const conv = (from = 3, to = 3) => nn.conv2d({ in: from, out: to, kernel: 3, padding: 1 });
const image = (): Tensor<number[]> => randomNormal([2, 3, 7, 6], { seed: 7 }) as Tensor as Tensor<number[]>;
const bitsOf = (tensors: readonly Tensor[]): Uint32Array[] =>
  tensors.map((one) => new Uint32Array(Float32Array.from(one.dataSync()).buffer));

/** What the backend was asked for by a forward pass. */
function callsOf(model: nn.AnyLayer): string[] {
  scope(() => void noGrad(() => model.run(image())));
  return calls.splice(0);
}

/** Bits of the result and of all gradients. */
function resultsOf(layers: readonly nn.AnyLayer[], run: (x: Tensor) => Tensor): Uint32Array[] {
  return scope(() => {
    const y = run(image());
    const parameters = layers.flatMap((one) => [...one.parameters().values()]);
    return bitsOf([y, ...gradients(sum(y), parameters)]);
  });
}

describe('an activation directly behind a convolution', () => {
  test('is computed by the convolution, wherever layers run one after the other', () => {
    const layers = [conv(), nn.relu(), conv(), nn.tanh(), nn.relu(), conv(), nn.relu(), nn.relu()];
    const expected = ['conv with relu', 'conv', 'tanh', 'relu', 'conv with relu', 'relu'];
    expect(callsOf(nn.sequential(...layers))).toEqual(expected);
    const network = nn.network as (input: readonly unknown[], ...layers: readonly nn.AnyLayer[]) => nn.AnyLayer;
    expect(callsOf(network(['N', 3, 7, 6], ...layers))).toEqual(expected);
    expect(callsOf(nn.residual(...layers))).toEqual(expected);
    expect(callsOf(nn.sequential(nn.sequential(conv(), nn.relu()), nn.sequential(nn.relu())))).toEqual([
      'conv with relu',
      'relu',
    ]);
  });

  test('gives the bits, and gradients, that the layers give one by one', () => {
    const layers = [conv(3, 16), nn.relu(), conv(16, 16), nn.relu(), conv(16, 3)];
    const model = nn.sequential(...layers);
    model.initialize({ seed: 4 });
    const fused = resultsOf(layers, (x) => model.run(x));
    expect(calls.splice(0).filter((name) => name === 'relu')).toEqual([]);
    const apart = resultsOf(layers, (x) => layers.reduce((y: Tensor, one) => one.run(y), x));
    expect(calls.filter((name) => name === 'relu')).toEqual(['relu', 'relu']);
    expect(fused).toEqual(apart);
  });

  test('is in plans, names and sentences all the same', () => {
    const model = nn.sequential(conv(), nn.relu(), conv(), nn.relu());
    const { rows } = model.plan([2, 3, 7, 6]);
    expect(rows.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['0 conv2d', '1 relu', '2 conv2d', '3 relu']);
    expect([...model.slots.keys()]).toEqual(['0.weight', '0.bias', '2.weight', '2.bias']);
    const misfit = nn.sequential(conv(), nn.relu(), conv(4), nn.relu());
    expect(() => misfit.run(image())).toThrow(ShapeError);
    expect(() => misfit.run(image())).toThrow(/^layer 2: conv2d: input has 3 channels/);
  });

  test('takes no buffer of its own while gradients are recorded, and leaves none behind', () => {
    const model = nn.sequential(conv(), nn.relu());
    model.initialize();
    const x = image();
    const before = memory(backend).liveBuffers;
    const y = model.run(x);
    expect(memory(backend).liveBuffers).toBe(before + 1);
    y.dispose();
    expect(memory(backend).liveBuffers).toBe(before);
  });

  test('a layer used twice is fused where it has an activation behind it', () => {
    const [shared, rectifier] = [conv(), nn.relu()];
    expect(callsOf(nn.sequential(shared, rectifier, shared, nn.tanh(), rectifier))).toEqual([
      'conv with relu',
      'conv',
      'tanh',
      'relu',
    ]);
  });
});

describe('layers of users', () => {
  const plan = (shape: readonly number[]): readonly number[] => shape;
  const ownRelu = (): nn.AnyLayer => nn.layer({ kind: 'relu', forward: (x) => relu(x), plan });
  const double = (): nn.AnyLayer => nn.layer({ kind: 'double', forward: (x) => affine(x, 2, 0), plan });
  /** Doubles, too, and says that it can do more. */
  const taking = (seen: unknown[], activation?: 'relu'): nn.AnyLayer =>
    nn.layer({
      kind: 'taking',
      activation,
      takesActivation: true,
      forward(x, context) {
        seen.push(context.activation);
        const y = affine(x, 2, 0);
        return context.activation === undefined ? y : relu(y);
      },
      plan,
    });

  test('run by themselves as long as they say nothing', () => {
    expect(callsOf(nn.sequential(conv(), ownRelu(), double(), nn.relu()))).toEqual(['conv', 'relu', 'affine', 'relu']);
  });

  test('take activations when they say so, from the layer directly behind only', () => {
    const seen: unknown[] = [];
    const layers = [taking(seen), nn.relu(), taking(seen), nn.tanh(), taking(seen), taking(seen, 'relu'), nn.relu()];
    expect(callsOf(nn.sequential(...layers))).toEqual([
      'affine',
      'relu',
      'affine',
      'tanh',
      // The second of the pair is an activation here, and not run; so what is behind it is no one's to take.
      'affine',
      'relu',
      'relu',
    ]);
    expect(seen).toEqual(['relu', undefined, 'relu']);
  });

  test('may be any object with the methods of a layer', () => {
    const inner = conv();
    const own = { kind: 'own', layers: [], slots: new Map(), run: (x: Tensor) => inner.run(x), trace: plan };
    const model = nn.sequential(own as unknown as nn.AnyLayer, nn.relu());
    expect(model.run(ones([1, 3, 4, 4])).shape).toEqual([1, 3, 4, 4]);
    expect(calls).toEqual(['conv', 'relu']);
  });
});
