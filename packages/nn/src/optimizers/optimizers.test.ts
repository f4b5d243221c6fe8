import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
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
