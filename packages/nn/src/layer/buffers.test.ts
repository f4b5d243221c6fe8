import { cpu } from '@gemmule/backend-cpu';
import {
  add,
  affine,
  type Backend,
  FormatError,
  gradients,
  memory,
  mul,
  ones,
  registerBackend,
  sgdStep,
  scope,
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

const values = (x: Tensor): number[] => [...x.dataSync()];

/** `weight * x + count`, where `count` says how many training passes there were before. */
const counting = (): nn.Layer<nn.Elementwise> =>
  nn.layer({
    kind: 'counting',
    parameters: { weight: { shape: [1], initialize: nn.constant(2) } },
    buffers: { count: { shape: [1], initialize: nn.constant(0) }, unused: undefined },
    forward(x, { parameters, buffers, training }) {
      const y = add(mul(x, parameters.weight), buffers.count);
      if (training) increment(buffers.count);
      return y;
    },
    plan: (shape) => shape,
  });

/** In place, as a running mean is updated: a step of 1 down the gradient -1. */
function increment(count: Tensor): void {
  const down = affine(count, 0, -1);
  sgdStep(count, down, undefined, { learningRate: 1, momentum: 0, nesterov: false, weightDecay: 0 });
}

const model = (): nn.Model<['N', 3], ['N', 3]> =>
  nn.network(['N', 3], nn.relu(), counting(), nn.sequential(counting()));
const train = (of: nn.Model<['N', 3], ['N', 3]>, times: number): void =>
  scope(() => {
    for (let i = 0; i < times; i++) of.forward(ones([1, 3]), { training: true });
  });

describe('buffers', () => {
  test('are named and kept apart from what is learned', () => {
    const one = model();
    one.initialize();
    expect([...one.slots.keys()]).toEqual(['1.weight', '1.count', '2.0.weight', '2.0.count']);
    expect([...one.parameters().keys()]).toEqual(['1.weight', '2.0.weight']);
    expect([...one.buffers().keys()]).toEqual(['1.count', '2.0.count']);
    for (const buffer of one.buffers().values()) expect(buffer.requiresGrad).toBe(false);
  });

  test('do not exist before they are initialised', () => {
    expect(() => model().buffers()).toThrow(
      new UsageError("buffers: '1.count' has no values yet; call initialize({ seed }) first, or run the network once"),
    );
  });

  test('outlive the pass that changes them, and are what the next one reads', () => {
    const one = model();
    train(one, 3);
    expect([...one.buffers().values()].map(values)).toEqual([[3], [3]]);
    const y = one.forward(ones([1, 3]));
    expect(values(y)).toEqual(Array(3).fill(2 * (2 + 3) + 3));
    expect([...one.buffers().values()].map(values)).toEqual([[3], [3]]);
  });

  test('have no gradient, and no influence on those of parameters', () => {
    const one = model();
    const y = one.forward(ones([1, 3]), { training: true });
    expect(gradients(sum(y), [...one.parameters().values()]).map(values)).toEqual([[6], [6]]);
    const [count] = [...one.buffers().values()];
    expect(() => gradients(sum(one.forward(ones([1, 3]))), [count!])).toThrow('was not recorded');
  });

  test('are initialised anew in place', () => {
    const one = model();
    train(one, 2);
    const before = one.buffers();
    one.initialize({ onlyMissing: true });
    expect([...before.values()].map(values)).toEqual([[2], [2]]);
    one.initialize();
    for (const [name, buffer] of one.buffers()) expect(buffer).toBe(before.get(name));
    expect([...before.values()].map(values)).toEqual([[0], [0]]);
  });

  test('are saved and loaded with the parameters', async () => {
    const [one, other] = [model(), model()];
    train(one, 4);
    const bytes = await nn.saveSafetensors(one);
    expect([...nn.decodeSafetensors(bytes).tensors.keys()].toSorted()).toEqual([...one.slots.keys()].toSorted());
    nn.loadSafetensors(other, bytes);
    expect([...other.buffers().values()].map(values)).toEqual([[4], [4]]);
    for (const buffer of other.buffers().values()) expect(buffer.requiresGrad).toBe(false);
    expect(() => nn.loadSafetensors(nn.network(['N', 3], nn.relu()), bytes)).toThrow(FormatError);
    const incomplete = await nn.saveSafetensors(one.parameters());
    expect(() => nn.loadSafetensors(other, incomplete)).toThrow('missing 1.count, 2.0.count');
  });

  test('are counted apart in plans, once', () => {
    const shared = counting();
    const { rows, totals } = nn.sequential(shared, nn.linear(3, 3), shared).plan([1, 3]);
    expect(rows.map(({ kind, parameters, buffers }) => [kind, parameters, buffers])).toEqual([
      ['counting', 1, 1],
      ['linear', 12, 0],
      ['counting', 0, 0],
    ]);
    expect(totals).toMatchObject({ parameters: 13, buffers: 1 });
    expect(shared.summary([1, 3]).split('\n')[0]).toMatch(/parameters {2}buffers {2}FLOPs/);
  });

  test('are freed with the layer', () => {
    const before = memory().liveBuffers;
    const one = model();
    one.initialize();
    expect(memory().liveBuffers).toBe(before + 4);
    one.dispose();
    expect(memory().liveBuffers).toBe(before);
  });

  test('of a model without parameters do not make it one that can be trained', async () => {
    const one = Float32Array.of(1);
    const data = nn.arrayDataset({ inputs: one, inputShape: [1], targets: one, targetShape: [1] });
    const still = nn.layer<nn.Elementwise, nn.NoParameters, { state: nn.ParameterDefinition }>({
      kind: 'still',
      buffers: { state: { shape: [1], initialize: nn.constant(1) } },
      forward: (x, { buffers }) => mul(x, buffers.state),
      plan: (shape) => shape,
    });
    const optimizer = nn.sgd({ learningRate: 1 });
    await expect(nn.train(still, { data, loss: nn.mseLoss, optimizer, epochs: 1 })).rejects.toThrow(
      'the model has no parameters',
    );
  });

  test('cannot have the name of a parameter', () => {
    const definition = { shape: [1], initialize: nn.constant(1) };
    expect(() =>
      nn.layer({
        kind: 'both',
        parameters: { mean: definition },
        buffers: { mean: definition },
        forward: (x) => x,
        plan: (shape) => shape,
      }),
    ).toThrow(new UsageError("both: 'mean' is a parameter and a buffer; give one of them another name"));
  });
});
