import { cpu } from '@gemmule/backend-cpu';
import {
  affine,
  type Backend,
  generator,
  mul,
  ones,
  registerBackend,
  scope,
  ShapeError,
  type Tensor,
  tensor,
  unregisterBackend,
  UsageError,
} from '@gemmule/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** What the layers of {@link watch} were given, in the order in which they ran. */
let seen: nn.Pass[] = [];
beforeEach(() => (seen = []));

const watch = (): nn.Layer<nn.Elementwise> =>
  nn.layer({
    kind: 'watch',
    forward(x, { workspace, training, random }) {
      seen.push({ workspace, training, random });
      return affine(x, 1, 0);
    },
    plan: (shape) => shape,
  });

/** Adds a number that it draws, while it is trained. */
const noise = (): nn.Layer<nn.Elementwise> =>
  nn.layer({
    kind: 'noise',
    forward: (x, { training, random }) => affine(x, 1, training ? random.uniform() : 0),
    plan: (shape) => shape,
  });

const values = (x: Tensor): number[] => [...x.dataSync()];
const nested = (): nn.Model<['N', 2], ['N', 2]> =>
  nn.network(['N', 2], watch(), nn.sequential(watch(), nn.residual(watch())), watch());

describe('a pass', () => {
  test('predicts, unless it is said that it trains', () => {
    const [layer, x] = [watch(), ones([1, 2])];
    layer.forward(x);
    layer.forward(x, {});
    layer.forward(x, { training: false, seed: 1 });
    layer.run(x);
    layer.forward(x, { training: true });
    layer.run(x, { training: true });
    expect(seen.map(({ training }) => training)).toEqual([false, false, false, false, true, true]);
  });

  test('goes through all layers as it is, with the workspace and the generator of the outermost', () => {
    const model = nested();
    const random = generator(3);
    scope(() => void model.forward(ones([4, 2]), { training: true, seed: random }));
    expect(seen).toHaveLength(4);
    for (const pass of seen) {
      expect(pass.training).toBe(true);
      expect(pass.random).toBe(random);
      expect(pass.workspace).toBe(model.workspace);
    }
  });

  test('leaves no mode behind', () => {
    const model = nested();
    scope(() => {
      model.forward(ones([4, 2]), { training: true });
      model.forward(ones([4, 2]));
    });
    expect(seen.map(({ training }) => training)).toEqual([true, true, true, true, false, false, false, false]);
  });

  test('of a seed always draws the same, layer after layer', () => {
    const model = nn.network(['N', 1], noise(), noise());
    const x = tensor([0], [1, 1]);
    const run = (seed: number | ReturnType<typeof generator>): number =>
      values(model.forward(x, { training: true, seed }))[0]!;
    const [a, b] = [generator(7), generator(7)];
    const twice = (): number => Math.fround(Math.fround(a.uniform()) + a.uniform());
    const first = twice();
    expect(run(7)).toBe(first);
    expect(run(7)).toBe(first);
    expect(run(8)).not.toBe(first);
    // A generator goes on.
    expect([run(b), run(b)]).toEqual([first, twice()]);
  });

  test('without a seed says so where a layer draws, and only there', () => {
    const [drawing, not] = [nn.sequential(nn.relu(), noise()), nn.sequential(nn.relu(), watch())];
    const x = ones([1, 2]);
    expect(() => drawing.forward(x, { training: true })).toThrow(
      new UsageError(
        'forward: a layer draws random numbers; give a seed, or a generator to go on with: ' +
          'forward(x, { training: true, seed })',
      ),
    );
    expect(() => drawing.run(x, { training: true })).toThrow(UsageError);
    expect(values(drawing.forward(x))).toEqual([1, 1]);
    expect(values(not.forward(x, { training: true }))).toEqual([1, 1]);
  });

  test('is refused where it is not understood', () => {
    expect(() => watch().forward(ones([1]), { training: 'yes' as never })).toThrow(
      new ShapeError("forward: training must be true or false, got 'yes'"),
    );
    expect(() => watch().forward(ones([1]), { seed: 0.5 })).toThrow(ShapeError);
    expect(seen).toEqual([]);
  });
});

describe('training and evaluation', () => {
  const data = nn.arrayDataset({
    inputs: Float32Array.from({ length: 12 }, (_, i) => i / 12),
    inputShape: [2],
    targets: new Float32Array(12),
    targetShape: [2],
  });
  const train = (model: nn.Model<['N', 2], ['N', 2]>, seed: number): Promise<nn.TrainingReport> =>
    nn.train(model, { data, loss: nn.mseLoss, optimizer: nn.sgd({ learningRate: 0.1 }), epochs: 2, batch: 3, seed });

  test('run the model as one that learns and as one that predicts', async () => {
    const model = nn.network(['N', 2], nn.linear(2, 2), watch());
    await train(model, 1);
    expect(seen.map(({ training }) => training)).toEqual([true, true, true, true]);
    // Each step has random numbers of its own.
    expect(new Set(seen.map(({ random }) => random.uniform())).size).toBe(4);
    seen = [];
    await nn.evaluate(model, data);
    expect(seen.map(({ training }) => training)).toEqual([false]);
  });

  test('draw the same from the same seed, and other numbers than initialisation and order', async () => {
    const learned = async (seed: number): Promise<number[]> => {
      const model = nn.network(['N', 2], nn.linear(2, 2), noise());
      await train(model, seed);
      return [...model.parameters().values()].flatMap(values);
    };
    expect(await learned(5)).toEqual(await learned(5));
    expect(await learned(5)).not.toEqual(await learned(6));

    const model = nn.network(['N', 2], nn.linear(2, 2), watch());
    await train(model, 5);
    const drawn = seen[0]!.random.uniform();
    // `uniform` of the initialiser of the weight: its first number, as a share of the bound.
    const fresh = nn.linear(2, 2);
    fresh.initialize({ seed: 5 });
    const [weight, bias] = [...fresh.parameters().values()].map((one) => (values(one)[0]! * Math.SQRT2 + 1) / 2);
    for (const other of [weight!, bias!]) expect(drawn).not.toBeCloseTo(other, 5);
  });
});

test('a layer made of layers may be given an activation, which those inside are not', () => {
  const calls: unknown[] = [];
  const inner = nn.layer({
    kind: 'inner',
    takesActivation: true,
    forward(x, { activation }) {
      calls.push(activation);
      return affine(x, 1, 0);
    },
    plan: (shape) => shape,
  });
  const outer = nn.layer({
    kind: 'outer',
    layers: [inner],
    takesActivation: true,
    forward(x, context) {
      calls.push(context.activation);
      const y = inner.run(x, context);
      return mul(y, y);
    },
    plan: (shape, planner) => planner.run('0', inner, shape),
  });
  nn.sequential(outer, nn.relu()).run(ones([2]));
  expect(calls).toEqual(['relu', undefined]);
});
