import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  FormatError,
  memory,
  ones,
  registerBackend,
  scope,
  ShapeError,
  type Tensor,
  tensor,
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

/** From a parameter and its gradient to the next parameter; remembers what it needs. In doubles. */
type Reference = (p: number, g: number) => number;

function sgdReference({ learningRate, momentum = 0, weightDecay = 0, nesterov = false }: nn.SgdOptions): Reference {
  let velocity = 0;
  return (p, gradient) => {
    const g = gradient + weightDecay * p;
    velocity = momentum * velocity + g;
    return p - learningRate * (nesterov ? g + momentum * velocity : velocity);
  };
}

function adamReference(options: nn.AdamOptions, decoupled: boolean): Reference {
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const { weightDecay = decoupled ? 0.01 : 0 } = options;
  let [m, v, t] = [0, 0, 0];
  return (before, gradient) => {
    t += 1;
    const g = decoupled ? gradient : gradient + weightDecay * before;
    const p = decoupled ? before * (1 - learningRate * weightDecay) : before;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    return p - (learningRate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
  };
}

function rmspropReference(options: nn.RmspropOptions): Reference {
  const { learningRate = 0.01, alpha = 0.99, epsilon = 1e-8, momentum = 0, centered = false } = options;
  const { weightDecay = 0 } = options;
  let [squares, mean, velocity] = [0, 0, 0];
  return (p, gradient) => {
    const g = gradient + weightDecay * p;
    squares = alpha * squares + (1 - alpha) * g * g;
    mean = alpha * mean + (1 - alpha) * g;
    const variance = centered ? squares - mean * mean : squares;
    velocity = momentum * velocity + g / (Math.sqrt(variance) + epsilon);
    return p - learningRate * velocity;
  };
}

function adagradReference(options: nn.AdagradOptions): Reference {
  const { learningRate = 0.01, learningRateDecay = 0, initialAccumulator = 0, epsilon = 1e-10 } = options;
  const { weightDecay = 0 } = options;
  let [squares, t] = [initialAccumulator, 0];
  return (p, gradient) => {
    const g = gradient + weightDecay * p;
    squares += g * g;
    const rate = learningRate / (1 + t * learningRateDecay);
    t += 1;
    return p - (rate * g) / (Math.sqrt(squares) + epsilon);
  };
}

const cases: [string, () => nn.Optimizer, () => Reference][] = [
  ...(
    [
      { learningRate: 0.1 },
      { learningRate: 0.1, weightDecay: 0.05 },
      { learningRate: 0.1, momentum: 0.9 },
      { learningRate: 0.05, momentum: 0.9, weightDecay: 0.1 },
      { learningRate: 0.05, momentum: 0.8, nesterov: true, weightDecay: 0.1 },
    ] satisfies nn.SgdOptions[]
  ).map((options): [string, () => nn.Optimizer, () => Reference] => [
    `sgd ${JSON.stringify(options)}`,
    () => nn.sgd(options),
    () => sgdReference(options),
  ]),
  ...(
    [{}, { learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }, { weightDecay: 0.2 }] satisfies nn.AdamOptions[]
  ).flatMap((options): [string, () => nn.Optimizer, () => Reference][] => [
    [`adam ${JSON.stringify(options)}`, () => nn.adam(options), () => adamReference(options, false)],
    [`adamW ${JSON.stringify(options)}`, () => nn.adamW(options), () => adamReference(options, true)],
  ]),
  ...(
    [
      {},
      { learningRate: 0.1, alpha: 0.9, momentum: 0.9, weightDecay: 0.1 },
      { learningRate: 0.02, alpha: 0.5, centered: true, epsilon: 0.1 },
      { alpha: 0.9, centered: true, momentum: 0.5, epsilon: 0.01 },
    ] satisfies nn.RmspropOptions[]
  ).map((options): [string, () => nn.Optimizer, () => Reference] => [
    `rmsprop ${JSON.stringify(options)}`,
    () => nn.rmsprop(options),
    () => rmspropReference(options),
  ]),
  ...(
    [
      {},
      { learningRate: 0.1, learningRateDecay: 0.5, initialAccumulator: 0.1, weightDecay: 0.1 },
    ] satisfies nn.AdagradOptions[]
  ).map((options): [string, () => nn.Optimizer, () => Reference] => [
    `adagrad ${JSON.stringify(options)}`,
    () => nn.adagrad(options),
    () => adagradReference(options),
  ]),
];

describe.each(cases)('%s', (_, make, reference) => {
  test('takes the steps of its formula', () => {
    const wanted = [1.5, -0.3, 0, 20];
    const references = wanted.map(reference);
    const parameter = tensor(wanted, [4], { requiresGrad: true });
    const optimizer = make();
    for (let t = 1; t <= 8; t++) {
      const gradient = wanted.map((_, i) => Math.fround(Math.cos(3 * t + i) * 10 ** (i - 1)));
      scope(() => optimizer.step([parameter], [tensor(gradient, [4])]));
      wanted.forEach((p, i) => (wanted[i] = references[i]!(p, gradient[i]!)));
      values(parameter).forEach((value, i) => {
        expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-6 * (1 + Math.abs(wanted[i]!)));
      });
    }
  });

  test('allocates in its first step only, and frees what it remembers', () => {
    const parameters = [ones([5], { requiresGrad: true }), ones([2, 3], { requiresGrad: true })];
    const before = memory().liveBuffers;
    const optimizer = make();
    const step = (): void => scope(() => optimizer.step(parameters, [ones([5]), ones([2, 3])]));
    step();
    const { allocations, liveBuffers } = memory();
    for (let i = 0; i < 3; i++) step();
    expect(memory()).toMatchObject({ allocations, liveBuffers });
    optimizer.dispose();
    expect(memory().liveBuffers).toBe(before);
  });
});

describe.each(cases)('%s', (_, make) => {
  /** Steps `first` to `last` of a run on parameters called a and b. */
  function run(optimizer: nn.Optimizer, parameters: Map<string, Tensor>, first: number, last: number): void {
    for (let t = first; t <= last; t++) {
      scope(() => optimizer.step(parameters, [tensor([Math.sin(t), 0.3], [2]), tensor([t - 3], [1])]));
    }
  }
  const made = (): Map<string, Tensor> =>
    new Map<string, Tensor>([
      ['a', tensor([1, -2], [2])],
      ['b', tensor([0.5], [1])],
    ]);

  test('goes on from a saved state to the same bits', async () => {
    const whole = made();
    run(make(), whole, 1, 7);
    const [before, parts] = [make(), made()];
    before.learningRate *= 0.5;
    before.learningRate *= 2;
    run(before, parts, 1, 3);
    const state = await before.state!(parts);
    // Numbers of their own: what happens to the optimiser afterwards does not change them.
    run(before, made(), 1, 2);
    const after = make();
    after.learningRate = 99;
    after.restore!(parts, state);
    run(after, parts, 4, 7);
    expect([...parts.values()].map(values)).toEqual([...whole.values()].map(values));
  });

  test('the state is of the moment in which it was asked for', async () => {
    const [optimizer, parameters] = [make(), made()];
    run(optimizer, parameters, 1, 2);
    const wanted = await optimizer.state!(parameters);
    const asked = optimizer.state!(parameters);
    run(optimizer, parameters, 3, 5);
    optimizer.learningRate = 7;
    expect(await asked).toEqual(wanted);
  });

  test('refuses the state of something else, and changes nothing', async () => {
    const parameters = made();
    const optimizer = make();
    await expect(optimizer.state!(parameters)).rejects.toThrow("there is nothing to remember of 'a' yet");
    run(optimizer, parameters, 1, 2);
    const state = await optimizer.state!(parameters);
    const wrong: [nn.OptimizerState, string][] = [
      [{ ...state, kind: 'other' }, "the state is that of 'other'"],
      [{ ...state, parameters: new Map() }, "the state has nothing of 'a'"],
    ];
    const [key] = Object.keys(state.parameters.get('a')!.tensors);
    if (key !== undefined) {
      const short = { steps: 2, tensors: { ...state.parameters.get('a')!.tensors, [key]: new Float32Array(3) } };
      wrong.push([
        { ...state, parameters: new Map([...state.parameters, ['a', short]]) },
        `${key} of 'a' must have 2 elements (shape [2]), got 3`,
      ]);
    }
    const more = { steps: 2, tensors: { ...state.parameters.get('a')!.tensors, other: new Float32Array(2) } };
    wrong.push([
      { ...state, parameters: new Map([...state.parameters, ['a', more]]) },
      "the state has other of 'a', which this optimiser does not remember",
    ]);
    for (const [bad, sentence] of wrong) {
      expect(() => optimizer.restore!(parameters, { ...bad, learningRate: 5 })).toThrow(FormatError);
      expect(() => optimizer.restore!(parameters, bad)).toThrow(sentence);
    }
    expect(await optimizer.state!(parameters)).toEqual(state);
  });
});

describe('groups', () => {
  const names = ['body.weight', 'body.bias', 'head.weight', 'head.bias'];
  const made = (): Map<string, Tensor> => new Map(names.map((name, i) => [name, tensor([i + 1], [1])]));
  const gradients = (): Tensor[] => names.map(() => tensor([1], [1]));

  test('have a learning rate and a weight decay of their own; the first that matches counts', () => {
    const parameters = made();
    const optimizer = nn.sgd({
      learningRate: 0.5,
      weightDecay: 0.25,
      groups: [
        { match: /bias$/g, weightDecay: 0 },
        { match: (name, parameter) => name.startsWith('body') && parameter.size === 1, learningRateFactor: 0.5 },
        { match: /./, weightDecay: 1 },
      ],
    });
    optimizer.step(parameters, gradients());
    expect([...parameters.values()].flatMap(values)).toEqual([
      1 - 0.25 * (1 + 0.25 * 1),
      2 - 0.5 * 1,
      3 - 0.5 * (1 + 1 * 3),
      4 - 0.5 * 1,
    ]);
    // A schedule changes all of them.
    optimizer.learningRate = 0;
    const before = [...parameters.values()].flatMap(values);
    optimizer.step(parameters, gradients());
    expect([...parameters.values()].flatMap(values)).toEqual(before);
  });

  test('need names, and numbers in range', () => {
    const optimizer = nn.adam({ groups: [{ match: /bias/, weightDecay: 0 }] });
    expect(() => optimizer.step([...made().values()], gradients())).toThrow(
      new UsageError('adam: groups go by names; give the map that model.parameters() returns'),
    );
    expect(() => nn.adam({ groups: [{ match: /x/ }, { match: /y/, learningRateFactor: -1 }] })).toThrow(
      new ShapeError('adam: learningRateFactor of group 1 must be a finite number of at least 0, got -1'),
    );
    expect(() => nn.sgd({ learningRate: 1, groups: [{ match: /x/, weightDecay: NaN }] })).toThrow(
      new ShapeError('sgd: weightDecay of group 0 must be a finite number of at least 0, got NaN'),
    );
  });
});

test('counts the steps of each parameter by itself', () => {
  const [a, b] = [ones([1]), ones([1])];
  const optimizer = nn.adam({ learningRate: 0.1 });
  for (let i = 0; i < 3; i++) optimizer.step([a], [ones([1])]);
  optimizer.step([b], [ones([1])]);
  // The first step of Adam is the learning rate.
  expect(values(b)[0]).toBeCloseTo(0.9, 6);
});

test('the learning rate may change between steps', () => {
  const p = tensor([1], [1]);
  const optimizer = nn.sgd({ learningRate: 0.5 });
  optimizer.step([p], [ones([1])]);
  optimizer.learningRate = 0.25;
  optimizer.step([p], [ones([1])]);
  expect(values(p)).toEqual([0.25]);
  expect(() => (optimizer.learningRate = -1)).toThrow(ShapeError);
});

test('what it remembers of a parameter that is gone is freed', () => {
  const optimizer = nn.adam();
  const step = (p: Tensor<[3]>): void => scope(() => optimizer.step([p], [ones([3])]));
  const before = memory().liveBuffers;
  for (let i = 0; i < 4; i++) {
    using p = ones([3]);
    step(p);
  }
  expect(memory().liveBuffers).toBe(before + 2);
});

test.each([
  [() => nn.sgd({ learningRate: -1 }), 'sgd: learningRate must be a finite number of at least 0, got -1'],
  [() => nn.sgd({ learningRate: NaN }), 'sgd: learningRate must be a finite number of at least 0, got NaN'],
  [() => nn.sgd({} as never), 'sgd: learningRate must be a finite number of at least 0, got undefined'],
  [() => nn.sgd({ learningRate: 1, momentum: -0.1 }), 'sgd: momentum must be a finite number of at least 0, got -0.1'],
  [
    () => nn.sgd({ learningRate: 1, weightDecay: Infinity }),
    'sgd: weightDecay must be a finite number of at least 0, got Infinity',
  ],
  [() => nn.sgd({ learningRate: 1, nesterov: true }), 'sgd: nesterov needs a momentum above 0'],
  [() => nn.adam({ beta1: 1.5 }), 'adam: beta1 must be at least 0 and below 1, got 1.5'],
  [() => nn.adam({ beta2: 1 }), 'adam: beta2 must be at least 0 and below 1, got 1'],
  [() => nn.adamW({ beta2: NaN }), 'adamW: beta2 must be at least 0 and below 1, got NaN'],
  [() => nn.adamW({ epsilon: 0 }), 'adamW: epsilon must be a finite number above 0, got 0'],
  [() => nn.rmsprop({ alpha: 1 }), 'rmsprop: alpha must be at least 0 and below 1, got 1'],
  [() => nn.rmsprop({ epsilon: -1 }), 'rmsprop: epsilon must be a finite number above 0, got -1'],
  [() => nn.rmsprop({ momentum: -1 }), 'rmsprop: momentum must be a finite number of at least 0, got -1'],
  [
    () => nn.adagrad({ initialAccumulator: -1 }),
    'adagrad: initialAccumulator must be a finite number of at least 0, got -1',
  ],
  [
    () => nn.adagrad({ learningRateDecay: NaN }),
    'adagrad: learningRateDecay must be a finite number of at least 0, got NaN',
  ],
  [() => nn.adamW({ weightDecay: -1 }), 'adamW: weightDecay must be a finite number of at least 0, got -1'],
])('numbers out of range are told (%#)', (make, sentence) => {
  expect(make).toThrow(new ShapeError(sentence));
});

test('gradients that do not belong to the parameters are told', () => {
  const optimizer = nn.adam();
  expect(() => optimizer.step([ones([2])], [])).toThrow(UsageError);
  expect(() => optimizer.step([ones([2])], [ones([3])])).toThrow(
    new ShapeError('adam: shapes [2] and [3] differ in dimension 0 (2 and 3)'),
  );
});
