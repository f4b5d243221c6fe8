import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  type ConvProduct,
  gradients,
  memory,
  randomNormal,
  registerBackend,
  scope,
  sum,
  type Tensor,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

/** The CPU backend as it is, one that computes everything by column matrices, and the same in small pieces. */
const backends: Backend[] = [];
beforeAll(async () => {
  backends.push(await registerBackend(cpu()));
  for (const preferredBytes of [2 ** 23, 2 ** 14]) {
    const made = await cpu();
    const name = `columns of ${preferredBytes} bytes`;
    const workspace = { preferredBytes, convTranspose: made.workspace.convTranspose };
    backends.push(await registerBackend({ ...made, name, workspace, overrides: {} }));
  }
});
afterAll(() => backends.forEach(unregisterBackend));

const models: Record<string, [make: () => nn.AnyLayer, inputShape: number[]]> = {
  'one convolution': [() => nn.conv2d({ in: 3, out: 8, kernel: 5, stride: 2 }), [4, 3, 20, 20]],
  'one transposed convolution': [
    () => nn.convTranspose2d({ in: 6, out: 4, kernel: 3, stride: 2, outputPadding: 1, groups: 2 }),
    [3, 6, 9, 7],
  ],
  'a classifier': [
    () =>
      nn.network(
        ['N', 1, 20, 20],
        nn.conv2d({ in: 1, out: 8, kernel: 5, padding: 'same' }),
        nn.relu(),
        nn.maxPool2d({ kernel: 2 }),
        nn.conv2d({ in: 8, out: 12, kernel: 3, padding: 1 }),
        nn.gelu(),
        nn.avgPool2d({ kernel: 2 }),
        nn.flatten(),
        nn.linear(300, 10),
      ),
    [6, 1, 20, 20],
  ],
  'an autoencoder whose widest layer is the last': [
    () =>
      nn.sequential(
        nn.conv2d({ in: 2, out: 4, kernel: 2, stride: 2 }),
        nn.tanh(),
        nn.convTranspose2d({ in: 4, out: 8, kernel: 4, stride: 2, padding: 1 }),
      ),
    [2, 2, 16, 16],
  ],
  'pointwise, depthwise and residual ones': [
    () =>
      nn.sequential(
        nn.conv2d({ in: 4, out: 6, kernel: 1 }),
        nn.residual(nn.conv2d({ in: 6, out: 6, kernel: 3, padding: 1, groups: 6 }), nn.silu()),
        nn.conv2d({ in: 6, out: 2, kernel: 1, stride: 2 }),
      ),
    [5, 4, 12, 12],
  ],
  'no convolution at all': [() => nn.sequential(nn.linear(6, 4), nn.relu()), [3, 6]],
};

describe.each([0, 1, 2])('on backend %#', (index) => {
  describe.each(Object.entries(models))('%s', (_, [make, inputShape]) => {
    const input = (): Tensor => randomNormal(inputShape, { seed: 1, backend: backends[index]! });

    test('the plan of a forward pass is what it reserves, to the byte', () => {
      using layer = make();
      const backend = backends[index]!;
      const { totals, outputShape } = layer.plan(inputShape, { backend });
      expect(layer.workspace.bytes(backend)).toBe(0);
      const shape = scope(() => layer.run(input()).shape);
      expect(shape).toEqual(outputShape);
      expect(layer.workspace.bytes(backend)).toBe(totals.workspaceBytes);
    });

    test('the plan of a training step, too', () => {
      using layer = make();
      const backend = backends[index]!;
      const { totals } = layer.plan(inputShape, { backend, training: true });
      scope(() => {
        const y = layer.run(input());
        gradients(sum(y), [...layer.parameters().values()]);
      });
      expect(layer.workspace.bytes(backend)).toBe(totals.workspaceBytes);
    });

    test('it counts the parameters', () => {
      using layer = make();
      const { totals } = layer.plan(inputShape, { backend: backends[index]! });
      layer.initialize({ backend: backends[index]! });
      expect(totals.parameters).toBe([...layer.parameters().values()].reduce((size, tensor) => size + tensor.size, 0));
    });
  });
});

test('planning allocates nothing', () => {
  const before = memory(backends[0]);
  const [make, inputShape] = models['a classifier']!;
  make().plan(inputShape, { training: true });
  expect(memory(backends[0])).toEqual(before);
});

test('backends that skip columns plan without them', () => {
  const skipping = (...products: ConvProduct[]): Backend => ({
    ...backends[1]!,
    workspace: { ...backends[1]!.workspace, skipsColumns: (product) => products.includes(product) },
  });
  const layer = nn.conv2d({ in: 2, out: 2, kernel: 3 });
  const bytes = 2 * 9 * 36 * 4;
  expect(layer.plan([1, 2, 8, 8], { backend: skipping() }).totals.workspaceBytes).toBe(bytes);
  expect(layer.plan([1, 2, 8, 8], { backend: skipping('forward') }).totals.workspaceBytes).toBe(0);
  const training = { backend: skipping('forward'), training: true };
  expect(layer.plan([1, 2, 8, 8], training).totals.workspaceBytes).toBe(bytes);
  expect(layer.plan([1, 2, 8, 8], { ...training, backend: skipping('forward', 'weight') }).totals.workspaceBytes).toBe(
    0,
  );
});

test('only layers behind the first parameter need a workspace for gradients by their input', () => {
  const first = nn.conv2d({ in: 8, out: 1, kernel: 3 });
  const backend: Backend = {
    ...backends[1]!,
    workspace: { ...backends[1]!.workspace, skipsColumns: (product) => product !== 'transposed' },
  };
  const bytes = (model: nn.AnyLayer): number =>
    model.plan([1, 8, 8, 8], { backend, training: true }).totals.workspaceBytes;
  expect(bytes(nn.sequential(nn.relu(), first))).toBe(0);
  expect(bytes(nn.sequential(nn.conv2d({ in: 8, out: 8, kernel: 1 }), first))).toBe(8 * 9 * 36 * 4);
  // Branches beside each other are all first; what is behind them is not.
  const branches = nn.parallel(first, nn.conv2d({ in: 8, out: 7, kernel: 3 }));
  expect(bytes(branches)).toBe(0);
  expect(bytes(nn.sequential(nn.conv2d({ in: 8, out: 8, kernel: 1 }), branches))).toBe(8 * 9 * 36 * 4);
  expect(
    bytes(
      nn.sequential(
        nn.parallel(nn.conv2d({ in: 8, out: 4, kernel: 1 }), nn.relu()),
        nn.conv2d({ in: 12, out: 1, kernel: 3 }),
      ),
    ),
  ).toBe(12 * 9 * 36 * 4);
  expect(bytes(nn.residual({ shortcut: first }, nn.conv2d({ in: 8, out: 1, kernel: 3 })))).toBe(0);
  const parts = [nn.conv2d({ in: 8, out: 8, kernel: 1 }), nn.relu(), first] as const;
  const behindBranches = nn.layer({
    kind: 'own',
    layers: parts,
    forward: (x) => x,
    plan(shape, planner) {
      for (const i of [0, 1] as const) planner.branch(() => planner.run(String(i), parts[i], shape));
      return planner.run('2', first, shape);
    },
  });
  expect(bytes(behindBranches)).toBe(8 * 9 * 36 * 4);
});

test('floating-point operations, counted by hand', () => {
  const model = nn.network(
    ['N', 2, 6, 6],
    nn.conv2d({ in: 2, out: 4, kernel: 3, groups: 2 }),
    nn.relu(),
    nn.residual(nn.convTranspose2d({ in: 4, out: 4, kernel: 3, padding: 1, bias: false })),
    nn.maxPool2d({ kernel: 2 }),
    nn.flatten(),
    nn.linear(16, 3),
    nn.softmax(),
  );
  const { rows, totals } = model.plan([5, 2, 6, 6]);
  expect(rows.map(({ name, kind, flops }) => [name, kind, flops])).toEqual([
    ['0', 'conv2d', 5 * 4 * 16 * (2 * 9 + 1)], // a multiplication and an addition per tap, one addition of the bias
    ['1', 'relu', 5 * 4 * 16],
    ['2.0', 'convTranspose2d', 5 * 4 * 16 * 2 * 4 * 9], // every input cell times every weight of its channel
    ['2', 'residual', 5 * 4 * 16],
    ['3', 'maxPool2d', 5 * 4 * 4 * 4],
    ['4', 'flatten', 0],
    ['5', 'linear', 5 * 3 * (2 * 16 + 1)],
    ['6', 'softmax', 4 * 5 * 3],
  ]);
  expect(totals.flops).toBe(rows.reduce((flops, row) => flops + row.flops, 0));
});

test('a plan is remembered by shape, purpose and backend', () => {
  const layer = nn.linear(2, 3);
  expect(layer.plan([4, 2])).toBe(layer.plan([4, 2]));
  expect(layer.plan([4, 2])).not.toBe(layer.plan([5, 2]));
  expect(layer.plan([4, 2])).not.toBe(layer.plan([4, 2], { training: true }));
  expect(layer.plan([4, 2])).not.toBe(layer.plan([4, 2], { backend: backends[1]! }));
});

test('the summary is a table', () => {
  const model = nn.network(
    ['N', 1, 28, 28],
    nn.conv2d({ in: 1, out: 8, kernel: 5 }),
    nn.relu(),
    nn.residual(nn.conv2d({ in: 8, out: 8, kernel: 1 })),
    nn.flatten(),
    nn.linear(4608, 10),
  );
  expect(model.summary(undefined, { backend: backends[1]! }).split('\n')).toEqual([
    'layer  kind      input           output          parameters    FLOPs  workspace',
    '-------------------------------------------------------------------------------',
    '0      conv2d    [1, 1, 28, 28]  [1, 8, 24, 24]         208  235,008   56.3 KiB',
    '1      relu      [1, 8, 24, 24]  [1, 8, 24, 24]           0    4,608          0',
    '2.0    conv2d    [1, 8, 24, 24]  [1, 8, 24, 24]          72   78,336          0',
    '2      residual  [1, 8, 24, 24]  [1, 8, 24, 24]           0    4,608          0',
    '3      flatten   [1, 8, 24, 24]  [1, 4608]                0        0          0',
    '4      linear    [1, 4608]       [1, 10]             46,090   92,170          0',
    '-------------------------------------------------------------------------------',
    '       total     [1, 1, 28, 28]  [1, 10]             46,370  414,730   56.3 KiB',
    `workspace for inference on 'columns of 8388608 bytes' (${backends[1]!.engine}), shared: the maximum`,
  ]);
});
