import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  gradients,
  memory,
  ones,
  randomNormal,
  registerBackend,
  scope,
  ShapeError,
  sum,
  type Tensor,
  unregisterBackend,
  UsageError,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** As from JavaScript: without the checks of the compiler. */
const network = nn.network as unknown as (
  input: readonly unknown[],
  ...layers: readonly nn.AnyLayer[]
) => nn.AnyLayer & { forward(x: Tensor): Tensor; summary(): string };
const values = (x: Tensor): number[] => [...x.dataSync()];

describe('what does not fit', () => {
  const sentence =
    'layer 2: conv2d: input has 16 channels but weight [16, 8, 3, 3] with groups 1 expects 8 (input [N, 16, 30, 30])';
  const layers = (): nn.AnyLayer[] => [
    nn.conv2d({ in: 3, out: 16, kernel: 3 }),
    nn.relu(),
    nn.conv2d({ in: 8, out: 16, kernel: 3 }),
  ];

  test('is told when the network is made, with the sentence of the types', () => {
    expect(() => network(['N', 3, 32, 32], ...layers())).toThrow(new ShapeError(sentence));
    expect(() => network([5, 3, 32, 32], ...layers())).toThrow(new ShapeError(sentence.replace('[N,', '[5,')));
  });

  test('is told at forward and in the plan where sizes have names', () => {
    const model = network(['N', 3, 'H', 'W'], ...layers());
    const told = new ShapeError(sentence.replace('[N,', '[2,'));
    expect(() => model.forward(ones([2, 3, 32, 32]))).toThrow(told);
    expect(() => model.plan([2, 3, 32, 32])).toThrow(told);
  });

  test('names the path through nested layers', () => {
    const block = (): nn.AnyLayer => nn.residual(nn.relu(), nn.conv2d({ in: 4, out: 4, kernel: 3 }));
    expect(() => network(['N', 4, 8, 8], nn.relu(), block())).toThrow(
      new ShapeError('layer 1: residual: shapes [N, 4, 8, 8] and [N, 4, 6, 6] differ in dimension 2 (8 and 6)'),
    );
    expect(() => nn.sequential(nn.relu(), block()).run(ones([1, 5, 8, 8]))).toThrow(
      new ShapeError(
        'layer 1: residual: layer 1: conv2d: input has 5 channels but weight [4, 4, 3, 3] with groups 1 expects 4 ' +
          '(input [1, 5, 8, 8])',
      ),
    );
  });

  test('an input that was not declared', () => {
    const model = network(['N', 3, 'S', 'S'], nn.relu());
    const told = (sentence: string): ShapeError =>
      new ShapeError(`network: input must be [N, 3, S, S], got ${sentence}`);
    expect(() => model.forward(ones([2, 4, 5, 5]))).toThrow(told('[2, 4, 5, 5]'));
    expect(() => model.forward(ones([2, 3, 5]))).toThrow(told('[2, 3, 5]'));
    expect(() => model.forward(ones([2, 3, 5, 6]))).toThrow(told('[2, 3, 5, 6] (S is both 5 and 6)'));
    expect(() => model.plan([2, 3, 5, 6])).toThrow(told('[2, 3, 5, 6] (S is both 5 and 6)'));
    expect(model.forward(ones([2, 3, 5, 5])).shape).toEqual([2, 3, 5, 5]);
  });

  test('an input shape that is none', () => {
    expect(() => network(['N', -3])).toThrow(
      new ShapeError('network: dimension 1 must be a non-negative integer or a name, got -3 (input [N, -3])'),
    );
    expect(() => network(['N', ''])).toThrow(ShapeError);
    expect(() => network('N' as never)).toThrow(ShapeError);
  });
});

describe('parameters', () => {
  const net = (): nn.Model<['N', 1, 6, 6], ['N', 3]> =>
    nn.network(
      ['N', 1, 6, 6],
      nn.conv2d({ in: 1, out: 2, kernel: 3 }),
      nn.relu(),
      nn.residual(nn.conv2d({ in: 2, out: 2, kernel: 3, padding: 1, bias: false }), nn.relu()),
      nn.flatten(),
      nn.linear(32, 3),
    );

  test("have PyTorch's names and layouts, in order", () => {
    const model = net();
    model.initialize();
    expect([...model.parameters()].map(([name, { shape }]) => [name, shape])).toEqual([
      ['0.weight', [2, 1, 3, 3]],
      ['0.bias', [2]],
      ['2.0.weight', [2, 2, 3, 3]],
      ['4.weight', [3, 32]],
      ['4.bias', [3]],
    ]);
  });

  test('do not exist before they are initialised', () => {
    expect(() => net().parameters()).toThrow(
      new UsageError(
        "parameters: '0.weight' has no values yet; call initialize({ seed }) first, or run the network once",
      ),
    );
  });

  test('of a seed are always the same, those of another differ', () => {
    const [a, b, c] = [net(), net(), net()];
    a.initialize({ seed: 5 });
    b.initialize({ seed: 5 });
    c.initialize({ seed: 6 });
    const all = (model: nn.AnyLayer): number[][] => [...model.parameters().values()].map(values);
    expect(all(a)).toEqual(all(b));
    all(a).forEach((own, i) => expect(own).not.toEqual(all(c)[i]));
    expect(() => a.initialize({ seed: 0.5 })).toThrow(ShapeError);
  });

  test('are made by the first forward pass with seed 0, and outlive its scope', () => {
    const [lazy, eager] = [net(), net()];
    eager.initialize({ seed: 0 });
    const y = scope(() => values(lazy.forward(ones([1, 1, 6, 6]))));
    expect(y).toEqual(values(eager.forward(ones([1, 1, 6, 6]))));
    expect(lazy.parameters().get('4.bias')?.isDisposed).toBe(false);
  });

  test('initialised again are the same tensors with other values', () => {
    const model = net();
    model.initialize({ seed: 1 });
    const before = model.parameters();
    const weights = values(before.get('0.weight')!);
    model.initialize({ seed: 2 });
    for (const [name, tensor] of model.parameters()) expect(tensor).toBe(before.get(name));
    expect(values(before.get('0.weight')!)).not.toEqual(weights);
  });

  test('begin within the bounds of PyTorch', () => {
    const bounds = (layer: nn.AnyLayer): number[] => {
      layer.initialize({ seed: 3 });
      return [...layer.parameters().values()].map((tensor) => Math.max(...values(tensor).map(Math.abs)));
    };
    for (const [layer, fanIn] of [
      [nn.conv2d({ in: 8, out: 512, kernel: 3, groups: 2 }), 36],
      [nn.linear(100, 400), 100],
      [nn.convTranspose2d({ in: 256, out: 8, kernel: 3 }), 72],
    ] as const) {
      const bound = 1 / Math.sqrt(fanIn);
      const [weight = 0, bias = 0] = bounds(layer);
      expect(weight).toBeLessThanOrEqual(bound);
      expect(weight).toBeGreaterThan(0.99 * bound);
      expect(bias).toBeLessThanOrEqual(bound);
      expect(bias).toBeGreaterThan(0.8 * bound);
    }
  });

  test('of a layer used twice are one, and get both gradients', () => {
    const shared = nn.linear(2, 2, { bias: false });
    const model = nn.network(['N', 2], shared, shared);
    const y = model.forward(ones([1, 2]));
    const [weight] = [...model.parameters().values()];
    expect([...model.parameters().keys()]).toEqual(['0.weight']);
    const [a, b, c, d] = values(weight!) as [number, number, number, number];
    // sum(W W 1): by the product rule, the gradient by W[i][j] is (W 1)[j] + sum over k of W[k][i].
    const [u, v] = [a + b, c + d];
    const wanted = [u + a + c, v + a + c, u + b + d, v + b + d];
    values(gradients(sum(y), [weight!])[0]).forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 5));
    expect(model.plan([1, 2]).totals.parameters).toBe(4);
  });
});

test('the intermediate results of a forward pass are freed, whether or not it was recorded', () => {
  const layers = Array.from({ length: 6 }, () => nn.tanh());
  const model = nn.network(['N', 100], nn.linear(100, 100), ...layers);
  model.initialize();
  const before = memory(backend).liveBuffers;
  const x = randomNormal([4, 100], { seed: 1 });
  const y = model.forward(x);
  expect(y.isDisposed).toBe(false);
  expect(x.isDisposed).toBe(false);
  x.dispose();
  y.dispose();
  expect(memory(backend).liveBuffers).toBe(before);
});

test('a network is freed by `using`', () => {
  const before = memory(backend);
  {
    using model = nn.network(['N', 1, 8, 8], nn.conv2d({ in: 1, out: 4, kernel: 3 }));
    using x = ones([1, 1, 8, 8]);
    model.forward(x).dispose();
    expect(memory(backend).liveBuffers).toBeGreaterThan(before.liveBuffers);
  }
  expect(memory(backend).liveBuffers).toBe(before.liveBuffers);
});
