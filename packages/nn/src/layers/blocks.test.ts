import { cpu } from '@gemmule/backend-cpu';
import {
  add,
  type Backend,
  concat,
  conv2d,
  gradients,
  memory,
  ones,
  randomNormal,
  registerBackend,
  relu,
  scope,
  ShapeError,
  square,
  sum,
  type Tensor,
  trimMemory,
  unregisterBackend,
  UsageError,
  generator,
  widen,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

/** The CPU backend, and one that computes everything by column matrices, so that there are workspaces to plan. */
let backend: Backend;
let columns: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
  const made = await cpu();
  const workspace = { preferredBytes: 2 ** 23, convTranspose: made.workspace.convTranspose };
  columns = await registerBackend({ ...made, name: 'columns', workspace, overrides: {} });
});
afterAll(() => [backend, columns].forEach(unregisterBackend));

const values = (x: Tensor): number[] => [...x.dataSync()];
const image = (): Tensor<number[]> => widen(randomNormal([2, 4, 6, 6], { seed: 7 }));

const bottleneck = () =>
  nn.residual(
    {
      shortcut: nn.sequential(nn.conv2d({ in: 4, out: 8, kernel: 1, stride: 2, bias: false }), nn.batchNorm2d(8)),
      activation: nn.relu(),
    },
    nn.conv2d({ in: 4, out: 8, kernel: 3, stride: 2, padding: 1, bias: false }),
    nn.batchNorm2d(8),
    nn.relu(),
    nn.conv2d({ in: 8, out: 8, kernel: 3, padding: 1, bias: false }),
    nn.batchNorm2d(8),
  );
const inception = () =>
  nn.parallel(
    nn.conv2d({ in: 4, out: 3, kernel: 1 }),
    nn.sequential(
      nn.conv2d({ in: 4, out: 2, kernel: 1 }),
      nn.relu(),
      nn.conv2d({ in: 2, out: 5, kernel: 3, padding: 1 }),
    ),
    nn.maxPool2d({ kernel: 3, stride: 1, padding: 1 }),
    nn.sequential(),
  );

const blocks: Record<string, () => nn.AnyLayer> = {
  'residual with a shortcut': bottleneck,
  parallel: inception,
  depthwiseSeparable: () => nn.depthwiseSeparable({ in: 4, out: 6, kernel: 3, stride: 2, padding: 1 }),
  'invertedResidual that adds': () => nn.invertedResidual({ in: 4, out: 4, expansion: 3 }),
  'invertedResidual that does not': () => nn.invertedResidual({ in: 4, out: 6, kernel: 5, stride: 2, expansion: 1 }),
};

describe.each(Object.entries(blocks))('%s', (_, make) => {
  test('plans the shape and the workspaces of what it does, alone and behind another layer', () => {
    for (const model of [make(), nn.sequential(nn.conv2d({ in: 4, out: 4, kernel: 3, padding: 1 }), make())]) {
      for (const training of [false, true]) {
        const x = widen(randomNormal([2, 4, 6, 6], { seed: 7, backend: columns }));
        const { totals, outputShape } = model.plan(x.shape, { backend: columns, training });
        model.workspace.dispose();
        scope(() => {
          const y = model.run(x, { training });
          expect(y.shape).toEqual(outputShape);
          if (training) gradients(sum(y), [...model.parameters().values()]);
        });
        expect(model.workspace.bytes(columns)).toBe(totals.workspaceBytes);
        expect(totals.parameters).toBe([...model.parameters().values()].reduce((size, one) => size + one.size, 0));
      }
      model.dispose();
    }
  });

  test('gives every parameter a gradient, and leaves nothing behind', () => {
    const model = make();
    model.initialize({ seed: 1 });
    const x = image();
    const before = memory().liveBuffers;
    const found = scope(() => {
      const y = model.run(x, { training: true });
      return gradients(sum(square(y)), [...model.parameters().values()]).map((one) =>
        Math.max(...values(one).map(Math.abs)),
      );
    });
    // Squares of what is normalised add up to the same whatever the weight before it: its gradient is nearly 0, not absent.
    for (const largest of found) expect(largest).toBeGreaterThan(0);
    expect(memory().liveBuffers).toBe(before);
  });

  test('allocates nothing after the first step', () => {
    const model = make();
    const x = image();
    model.initialize();
    const parameters = [...model.parameters().values()];
    const step = (): void =>
      scope(() => void gradients(sum(model.run(x, { training: true, random: generator(1) })), parameters));
    trimMemory();
    step();
    const { allocations } = memory();
    for (let i = 0; i < 3; i++) step();
    expect(memory().allocations).toBe(allocations);
  });
});

describe('residual', () => {
  test('adds what the shortcut makes of x, then applies the activation', () => {
    const shortcut = nn.conv2d({ in: 4, out: 2, kernel: 1 });
    const inner = nn.conv2d({ in: 4, out: 2, kernel: 3, padding: 1 });
    const block = nn.residual({ shortcut, activation: nn.relu() }, inner, nn.relu());
    const x = image();
    const y = block.run(x);
    const [weight, bias, projection, shift] = [...block.parameters().values()];
    expect([...block.parameters().keys()]).toEqual(['0.weight', '0.bias', '2.weight', '2.bias']);
    const direct = widen(conv2d(x, projection!, { bias: shift! }));
    const around = widen(conv2d(x, weight!, { bias: bias!, padding: 1, activation: 'relu' }));
    expect(values(y)).toEqual(values(relu(add(direct, around))));
    expect(block.plan(x.shape).rows.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      '0 conv2d',
      '1 relu',
      '2 conv2d',
      '3 relu',
      ' residual',
    ]);
  });

  test('may have either option alone', () => {
    const x = image();
    expect(values(nn.residual({ activation: nn.relu() }, nn.sequential()).run(x))).toEqual(values(relu(add(x, x))));
    expect(values(nn.residual({ shortcut: nn.relu() }).run(x))).toEqual(values(add(relu(x), x)));
  });

  test('says where a shape does not fit', () => {
    const block = nn.residual({ shortcut: nn.conv2d({ in: 3, out: 2, kernel: 1 }) }, nn.relu());
    const told = new ShapeError(
      'residual: shortcut: conv2d: input has 4 channels but weight [2, 3, 1, 1] with groups 1 expects 3 (input [2, 4, 6, 6])',
    );
    expect(() => block.run(image())).toThrow(told);
    expect(() => block.plan([2, 4, 6, 6])).toThrow(told);
    const strided = nn.residual({ shortcut: nn.maxPool2d({ kernel: 2 }) }, nn.relu());
    const differ = new ShapeError('residual: shapes [2, 4, 3, 3] and [2, 4, 6, 6] differ in dimension 2 (3 and 6)');
    expect(() => strided.run(image())).toThrow(differ);
    expect(() => strided.plan([2, 4, 6, 6])).toThrow(differ);
  });

  test('does not take a layer that was not called for options', () => {
    expect(() => nn.residual(nn.relu as never)).toThrow(UsageError);
    expect(() => nn.residual({ shortcuts: nn.relu() } as never)).toThrow(
      new UsageError("residual: there is no option 'shortcuts'; did you forget to call a layer, as in nn.relu()?"),
    );
    expect(() => nn.residual({ shortcut: nn.relu as never })).toThrow(UsageError);
  });
});

describe('parallel', () => {
  test('joins the channels of its branches', () => {
    const block = nn.parallel(nn.conv2d({ in: 4, out: 3, kernel: 1 }), nn.sequential(), nn.relu());
    const x = image();
    const y = block.run(x);
    const [weight, bias] = [...block.parameters().values()];
    const first = widen(conv2d(x, weight!, { bias: bias! }));
    expect(y.shape).toEqual([2, 11, 6, 6]);
    expect(values(y)).toEqual(values(concat([first, x, relu(x)] as Tensor<number[]>[], 1)));
  });

  test('says which branch does not fit, and when branches do not fit each other', () => {
    const misfit = nn.parallel(nn.relu(), nn.sequential(nn.relu(), nn.conv2d({ in: 3, out: 2, kernel: 1 })));
    const told = /^parallel: branch 1: layer 1: conv2d: input has 4 channels/;
    expect(() => misfit.run(image())).toThrow(told);
    expect(() => misfit.plan([2, 4, 6, 6])).toThrow(told);
    const sizes = nn.parallel(nn.relu(), nn.maxPool2d({ kernel: 2 }));
    const differ = new ShapeError(
      'parallel: concat: shapes [2, 4, 6, 6] and [2, 4, 3, 3] differ in dimension 2 (6 and 3), not only along axis 1',
    );
    expect(() => sizes.run(image())).toThrow(differ);
    expect(() => sizes.plan([2, 4, 6, 6])).toThrow(differ);
  });
});

test('depthwiseSeparable is a depthwise and a 1x1 convolution', () => {
  const block = nn.depthwiseSeparable({ in: 4, out: 6, kernel: [3, 1], stride: 2, padding: 1, dilation: 2 });
  const x = image();
  const y = block.run(x);
  expect([...block.parameters()].map(([name, { shape }]) => [name, shape])).toEqual([
    ['0.weight', [4, 1, 3, 1]],
    ['1.weight', [6, 4, 1, 1]],
    ['1.bias', [6]],
  ]);
  const [depthwise, weight, bias] = [...block.parameters().values()];
  const spread = widen(conv2d(x, depthwise!, { groups: 4, stride: 2, padding: 1, dilation: 2 }));
  expect(values(y)).toEqual(values(conv2d(spread, weight!, { bias: bias! })));
  expect([...nn.depthwiseSeparable({ in: 2, out: 2, kernel: 1, bias: false }).slots.keys()]).toHaveLength(2);
});

describe('invertedResidual', () => {
  test('has the parameters of the paper', () => {
    const { totals, rows, outputShape } = nn
      .invertedResidual({ in: 24, out: 32, stride: 2 })
      .plan([1, 24, 56, 56], { backend });
    expect(outputShape).toEqual([1, 32, 28, 28]);
    // 24 to 144 channels, 3x3 for each of them, and to 32; a factor and a summand for each channel after each.
    expect(totals.parameters).toBe(24 * 144 + 2 * 144 + 9 * 144 + 2 * 144 + 144 * 32 + 2 * 32);
    expect(rows.map(({ kind }) => kind)).toEqual([
      'conv2d',
      'batchNorm2d',
      'relu6',
      'conv2d',
      'batchNorm2d',
      'relu6',
      'conv2d',
      'batchNorm2d',
    ]);
  });

  test('adds its input where the shape stays', () => {
    const block = nn.invertedResidual({ in: 4, out: 4, expansion: 2 });
    const x = image();
    const parts = block.layers.reduce((y: Tensor<number[]>, inner) => inner.run(y), x);
    expect(values(block.run(x))).toEqual(values(add(x, parts)));
    const strided = nn.invertedResidual({ in: 4, out: 4, stride: 2, expansion: 2 });
    const alone = strided.layers.reduce((y: Tensor<number[]>, inner) => inner.run(y), x);
    expect(values(strided.run(x))).toEqual(values(alone));
  });

  test('refuses what does not fit, with one sentence', () => {
    const block = nn.invertedResidual({ in: 4, out: 4 });
    const told = new ShapeError('invertedResidual: input has 3 channels, expected 4 (input [1, 3, 6, 6])');
    expect(() => block.run(widen(ones([1, 3, 6, 6])))).toThrow(told);
    expect(() => block.plan([1, 3, 6, 6])).toThrow(told);
    const make = nn.invertedResidual as (config: unknown) => unknown;
    expect(() => make({ in: 4, out: 4, kernel: 4 })).toThrow('invertedResidual: kernel must be 3, 5 or 7, got 4');
    expect(() => make({ in: 4, out: 4, expansion: 0 })).toThrow(
      'invertedResidual: expansion must be a positive integer, got 0',
    );
  });
});
