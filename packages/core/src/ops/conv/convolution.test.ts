import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detach } from '../../autograd/detach.ts';
import { gradients } from '../../autograd/gradients.ts';
import { noGrad } from '../../autograd/record.ts';
import type { Backend } from '../../backend/backend.ts';
import type { Overrides } from '../../backend/overrides.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { ones, tensor } from '../../create.ts';
import { BackendError, ShapeError, UsageError } from '../../errors.ts';
import { memory } from '../../memory/memory.ts';
import { scope } from '../../memory/scope.ts';
import { Workspace } from '../../memory/workspace.ts';
import { randomNormal } from '../../random/initializers.ts';
import type { Tensor } from '../../tensor.ts';
import { cpu } from '../../testing/cpu.ts';
import { mul } from '../elementwise/mul.ts';
import { relu } from '../elementwise/relu.ts';
import { square } from '../elementwise/square.ts';
import { sum } from '../reduction/sum.ts';
import { convTranspose2d } from './conv-transpose2d.ts';
import { conv1d } from './conv1d.ts';
import { conv2d } from './conv2d.ts';
import { separableConv2d } from './separable-conv2d.ts';
import { workspaceLength } from './workspace-length.ts';
import { convRule } from '../../shape/conv.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** The backend with some properties replaced, known by another name. */
function changed(properties: Partial<Backend>): Backend {
  return Object.assign(Object.create(backend) as Backend, { overrides: undefined }, properties);
}

const random = (shape: number[], seed: number, on = backend): Tensor<number[]> =>
  randomNormal(shape, { seed, backend: on, requiresGrad: true });

const dot = (a: Tensor, b: Tensor): number =>
  a.dataSync().reduce((total, value, i) => total + value * (b.dataSync()[i] ?? NaN), 0);

describe('splitting the batch', () => {
  const settings = { stride: 2, padding: 1, groups: 2 } as const;
  const results = (on: Backend): number[][] =>
    scope(() => {
      const [x, w, b] = [random([5, 4, 7, 6], 1, on), random([6, 2, 3, 3], 2, on), random([6], 3, on)];
      // A kernel may choose its method by the number of images; with this dilation there is only one.
      const y = conv2d(x, w, { ...settings, dilation: [1, 2], bias: b });
      return [y, ...gradients(sum(square(y)), [x, w, b])].map((result) => [...result.dataSync()]);
    });

  test('results do not depend on how many images fit the workspace', () => {
    const whole = results(changed({ workspace: { preferredBytes: 2 ** 30, convTranspose: 'columns' } }));
    const perImage = 4 * 9 * 4 * 2 * 4;
    for (const preferredBytes of [0, 2 * perImage, 3 * perImage + 1]) {
      expect(results(changed({ workspace: { preferredBytes, convTranspose: 'columns' } }))).toEqual(whole);
    }
  });

  test('the workspace is exactly as long as announced', () => {
    const on = changed({ workspace: { preferredBytes: 3000, convTranspose: 'columns' } });
    const [x, w] = [random([5, 4, 7, 6], 1, on), random([6, 2, 3, 3], 2, on)];
    const rule = convRule('conv2d', x.shape, w.shape, settings);
    const workspace = new Workspace();
    conv2d(x, w, { ...settings, workspace });
    expect(workspace.bytes(on)).toBe(4 * workspaceLength(on, 'forward', rule));
    // 4 channels, 9 taps, 4 x 3 positions: 1728 bytes an image, so one at a time.
    expect(workspace.bytes(on)).toBe(1728);
    workspace.dispose();
  });

  test('1x1 convolutions use no workspace, unless stride, padding or outputPadding make them more than a product', () => {
    const workspace = new Workspace();
    const x = ones([2, 3, 5, 5]);
    const bytesOf = (run: () => Tensor): number => {
      scope(run);
      const bytes = workspace.bytes(backend);
      workspace.dispose();
      return bytes;
    };
    const weight = ones([4, 3, 1, 1]);
    const on = changed({});
    expect(bytesOf(() => conv2d(x, weight, { workspace }))).toBe(0);
    expect(workspaceLength(on, 'forward', convRule('conv2d', x.shape, weight.shape, { stride: 2 }))).toBeGreaterThan(0);
    expect(workspaceLength(on, 'forward', convRule('conv2d', x.shape, weight.shape, { padding: 1 }))).toBeGreaterThan(
      0,
    );
    const y = convTranspose2d(x, ones([3, 4, 1, 1]), { dilation: 2, outputPadding: 1, workspace });
    expect(y.shape).toEqual([2, 4, 6, 6]);
    const rows = [3, 3, 3, 3, 3, 0];
    expect(Array.from(y.dataSync().subarray(0, 36))).toEqual(
      rows.flatMap((row) => rows.map((column) => (row * column) / 3)),
    );
  });
});

describe('overrides', () => {
  test('one that accepts is used, one that declines is not', () => {
    const calls: string[] = [];
    const overrides: Partial<Overrides> = {
      conv: (op) => {
        calls.push('conv');
        backend.fill({ y: op.y, length: 16, value: 7 });
        return op.groups === 1;
      },
    };
    const on = changed({ overrides });
    const [x, w] = [ones([1, 4, 2, 2], { backend: on }), ones([4, 4, 1, 1], { backend: on })];
    expect([...conv2d(x, w).dataSync()]).toEqual(new Array(16).fill(7));
    const grouped = conv2d(x, ones([4, 1, 1, 1], { backend: on }), { groups: 4 });
    expect([...grouped.dataSync()]).toEqual(new Array(16).fill(1));
    expect(calls).toEqual(['conv', 'conv']);
  });
});

describe('an activation', () => {
  const options = { stride: 2, padding: 1, groups: 2 } as const;
  type Operands = readonly [x: Tensor<number[]>, weight: Tensor<number[]>, bias: Tensor<number[]>];
  const operands = (on = backend): Operands => [
    random([2, 4, 7, 6], 1, on),
    random([6, 2, 3, 3], 2, on),
    random([6], 3, on),
  ];
  type Apply = (...operands: Operands) => Tensor<number[]>;
  const fused: Apply = (x, w, bias) => conv2d(x, w, { ...options, bias, activation: 'relu' });
  const apart: Apply = (x, w, bias) => relu(conv2d(x, w, { ...options, bias }));
  const bits = (tensors: readonly Tensor[]): Uint32Array[] =>
    tensors.map((one) => new Uint32Array(one.dataSync().buffer as ArrayBuffer));

  /** The backend, with or without overrides, and the element-wise functions it was asked for. */
  function counting(overrides: Backend['overrides']): { on: Backend; calls: string[] } {
    const calls: string[] = [];
    const on = changed({
      overrides,
      unary: (op) => {
        calls.push(op.function);
        backend.unary(op);
      },
    });
    return { on, calls };
  }

  test.each([true, false])('gives the bits of the operation, with and without overrides (%s)', (has) => {
    const { on } = counting(has ? backend.overrides : undefined);
    const [x, w, bias] = operands(on);
    expect(bits([fused(x, w, bias)])).toEqual(bits([apart(x, w, bias)]));
    expect(Math.min(...fused(x, w, bias).dataSync())).toBe(0);
    const unbiased = { ...options, activation: 'relu' } as const;
    expect(bits([conv2d(x, w, unbiased)])).toEqual(bits([relu(conv2d(x, w, options))]));
  });

  test.each([true, false])('keeps NaN, and of -0 makes 0, with and without overrides (%s)', (has) => {
    const { on } = counting(has ? backend.overrides : undefined);
    const of = (values: number[], shape: number[]): Tensor<number[]> => tensor(values, shape, { backend: on });
    const x = of([Number.NaN, Infinity, -Infinity, 0, -0, 1, -1], [1, 1, 1, 7]);
    const [weight, bias] = [of([1], [1, 1, 1, 1]), of([-0], [1])];
    const y = [...conv2d(x, weight, { bias, activation: 'relu' }).dataSync()];
    expect(y).toEqual([Number.NaN, Infinity, 0, 0, 0, 1, 0]);
  });

  test('is applied by the override that takes it, and by its own kernel where that declines', () => {
    for (const takes of [true, false]) {
      const asked: (string | undefined)[] = [];
      const { on, calls } = counting({
        conv: ({ activation, y }) => {
          asked.push(activation);
          if (takes) backend.fill({ y, length: 2, value: 7 });
          return takes;
        },
      });
      const x = tensor([-1, 2], [1, 1, 1, 2], { backend: on });
      const y = conv2d(x, ones([1, 1, 1, 1], { backend: on }), { activation: 'relu' });
      expect([...y.dataSync()]).toEqual(takes ? [7, 7] : [0, 2]);
      expect(asked).toEqual(['relu']);
      expect(calls).toEqual(takes ? [] : ['relu']);
    }
  });

  test('gradients are those of the two operations, bit by bit, and mask the gradient once for all three', () => {
    const { on, calls } = counting(backend.overrides);
    const inputs = operands(on);
    const dy = random([2, 6, 4, 3], 4, on);
    const [y, other] = [fused(...inputs), apart(...inputs)];
    const expected = bits(gradients(other, [...inputs], { outputGradient: dy }));
    calls.length = 0;
    expect(bits(gradients(y, [...inputs], { outputGradient: dy }))).toEqual(expected);
    expect(calls).toEqual(['step']);
  });

  test('computes the gradients that are asked for, and no others', () => {
    const products: string[] = [];
    const on = changed({
      overrides: {
        convWeightGradient: () => {
          products.push('weight');
          return false;
        },
      },
      convTranspose: (op) => {
        products.push('transposed');
        backend.convTranspose(op);
      },
    });
    const [x, w, bias] = operands(on);
    gradients(sum(fused(detach(x), w, bias)), [bias]);
    expect(products).toEqual([]);
    gradients(sum(fused(detach(x), w, bias)), [w, bias]);
    expect(products).toEqual(['weight']);
    gradients(sum(fused(x, w, bias)), [x]);
    expect(products).toEqual(['weight', 'transposed']);
  });

  test('holds one buffer, and leaves nothing behind', () => {
    const inputs = operands();
    const before = memory().liveBuffers;
    const y = fused(...inputs);
    expect(memory().liveBuffers).toBe(before + 1);
    const made = gradients(y, [...inputs], { outputGradient: y });
    expect(memory().liveBuffers).toBe(before + 1 + made.length);
    for (const one of [y, ...made]) one.dispose();
    expect(memory().liveBuffers).toBe(before);
    // Neither where nothing is recorded, nor where a scope ends around the forward pass.
    noGrad(() => fused(...inputs)).dispose();
    const outlives = scope(() => fused(...inputs));
    gradients(outlives, [...inputs], { outputGradient: outlives }).forEach((one) => one.dispose());
    outlives.dispose();
    expect(memory().liveBuffers).toBe(before);
  });

  test('a result that was changed in place has no gradients any more', () => {
    const inputs = operands();
    const y = fused(...inputs);
    y.write(new Float32Array(y.size));
    expect(() => gradients(sum(y), [...inputs])).toThrow(UsageError);
  });

  test('an empty batch', () => {
    const y = conv2d(ones([0, 2, 3, 3]), ones([4, 2, 3, 3]), { activation: 'relu' });
    expect(y.shape).toEqual([0, 4, 1, 1]);
  });
});

describe('gradients of gradients', () => {
  // A gradient penalty: P(x, w) = |d/dx sum(conv(x, w)²)|² has a gradient by w and by x only through second derivatives.
  test.each([undefined, 'relu'] as const)('a gradient penalty agrees with finite differences (%s)', (activation) => {
    const options = {
      activation,
      stride: [2, 1],
      padding: [
        [1, 0],
        [0, 1],
      ],
      dilation: [1, 2],
      groups: 2,
    } as const;
    const penalty = (x: Tensor<number[]>, w: Tensor<number[]>): Tensor<number[]> => {
      const y = conv2d(x, w, options);
      const [dx] = gradients(sum(square(y)), [x], { createGraph: true });
      return sum(square(dx));
    };
    const [x, w] = [random([1, 4, 5, 5], 1), random([2, 2, 3, 2], 2)];
    // Some of both signs, none of which the differences carry over the corner at 0.
    const sums = conv2d(x, w, { ...options, activation: undefined }).dataSync();
    expect(sums.some((value) => value < 0) && sums.some((value) => value > 0)).toBe(true);
    expect(Math.min(...sums.map(Math.abs))).toBeGreaterThan(0.1);
    const analytic = gradients(penalty(x, w), [x, w]);
    const [u, v] = [random([1, 4, 5, 5], 3), random([2, 2, 3, 2], 4)];
    // P is a polynomial of degree 2 in x, so the central difference along u is exact up to rounding; in w it has degree
    // 4 and the error is of third order.
    const along = (h: number): number => {
      const step = (base: Tensor, direction: Tensor, by: number): Tensor<number[]> =>
        tensor(
          base.dataSync().map((value, i) => value + by * (direction.dataSync()[i] ?? 0)),
          [...base.shape],
          { requiresGrad: true },
        );
      const at = (by: number): number => penalty(step(x, u, by), step(w, v, by)).dataSync()[0] ?? NaN;
      return (at(h) - at(-h)) / (2 * h);
    };
    const expected = dot(analytic[0], u) + dot(analytic[1], v);
    expect(Math.abs(along(1e-2) - expected) / Math.abs(expected)).toBeLessThan(2e-3);
  });

  test('the three products of a convolution are adjoint to each other', () => {
    const options = { stride: 2, padding: 1, groups: 2 } as const;
    const [x, w] = [random([2, 4, 6, 5], 1), random([6, 2, 3, 3], 2)];
    const y = conv2d(x, w, options);
    const dy = random([2, 6, 3, 3], 3);
    const [dx, dw] = gradients(sum(mul(y, dy)), [x, w]);
    const form = dot(y, dy);
    expect(dot(x, dx)).toBeCloseTo(form, 3);
    expect(dot(w, dw)).toBeCloseTo(form, 3);
  });
});

describe('bad input', () => {
  const x = (): Tensor<number[]> => ones<number[]>([2, 3, 8, 8]);
  const w = (): Tensor<number[]> => ones<number[]>([4, 3, 3, 3]);

  test.each<[string, () => unknown, string]>([
    ['rank', () => conv2d(ones<number[]>([3, 8, 8]), w()), 'input must be [N, C, H, W], got 3 dimensions'],
    ['channels', () => conv2d(ones<number[]>([2, 4, 8, 8]), w()), 'input has 4 channels but weight [4, 3, 3, 3]'],
    ['groups', () => conv2d(x(), w(), { groups: 2 }), 'groups 2 must divide the 3 input channels'],
    ['kernel', () => conv2d(x(), ones<number[]>([4, 3, 9, 3])), 'height'],
    ['stride 0', () => conv2d(x(), w(), { stride: 0 as number }), 'stride must be a positive integer, got 0'],
    ['stride 1.5', () => conv2d(x(), w(), { stride: 1.5 as number }), 'stride must be a positive integer, got 1.5'],
    ['dilation 0', () => conv2d(x(), w(), { dilation: 0 as number }), 'dilation must be a positive integer, got 0'],
    ['padding', () => conv2d(x(), w(), { padding: -1 as number }), 'padding must be a non-negative integer, got -1'],
    ['bias', () => conv2d(x(), w(), { bias: ones<number[]>([5]) }), 'bias must have shape [4], got [5]'],
    [
      'activation',
      () => conv2d(x(), w(), { activation: 'gelu' as 'relu' }),
      "conv2d: activation must be 'relu', got 'gelu'",
    ],
    [
      'activation, a list',
      () => conv2d(x(), w(), { activation: ['relu'] as unknown as 'relu' }),
      "conv2d: activation must be 'relu', got ['relu']",
    ],
    [
      'activation, null',
      () => conv2d(x(), w(), { activation: null as unknown as 'relu' }),
      "conv2d: activation must be 'relu', got null",
    ],
    [
      'pointwise',
      () => separableConv2d(x(), ones<number[]>([3, 1, 3, 3]), w()),
      'separableConv2d: pointwise must be [O, I, 1, 1], got [4, 3, 3, 3]',
    ],
    [
      'the second step of a separable convolution',
      () => separableConv2d(x(), ones<number[]>([3, 1, 3, 3]), ones<number[]>([5, 4, 1, 1])),
      'conv2d: input has 3 channels but weight [5, 4, 1, 1] with groups 1 expects 4',
    ],
    [
      'the bias of a separable convolution',
      () => {
        const bias = ones<number[]>([4]);
        return separableConv2d(x(), ones<number[]>([3, 1, 3, 3]), ones<number[]>([5, 3, 1, 1]), { bias });
      },
      'conv2d: bias must have shape [5], got [4]',
    ],
  ])('%s: one ShapeError, nothing allocated or changed', (_, run, sentence) => {
    // The first run makes the operands' buffers, so that in the second only the operation itself could allocate.
    expect(() => scope(run)).toThrow(ShapeError);
    const before = memory();
    expect(() => scope(run)).toThrow(sentence);
    expect(memory()).toEqual(before);
  });

  test('a disposed backend is a BackendError', async () => {
    const gone = await cpu();
    const a = ones([1, 1, 3, 3], { backend: gone });
    gone.dispose();
    expect(() => conv2d(a, a)).toThrow(BackendError);
  });
});

describe('padding modes', () => {
  const x = (): Tensor<number[]> => tensor<number[]>([1, 2, 3, 4], [1, 1, 4]);
  const sums = (options: object): number[] => [
    ...conv1d(x(), ones([1, 1, 3]) as Tensor as Tensor<number[]>, options as never).dataSync(),
  ];

  test('what is around the image', () => {
    expect(sums({ padding: 1 })).toEqual([3, 6, 9, 7]);
    expect(sums({ padding: 1, paddingMode: 'reflect' })).toEqual([5, 6, 9, 10]);
    expect(sums({ padding: 1, paddingMode: 'replicate' })).toEqual([4, 6, 9, 11]);
    expect(sums({ padding: 1, paddingMode: 'circular' })).toEqual([7, 6, 9, 8]);
    expect(sums({ padding: 'causal', paddingMode: 'replicate' })).toEqual([3, 4, 6, 9]);
    expect(sums({ padding: 0, paddingMode: 'reflect' })).toEqual([6, 9]);
  });

  test('a padding that a mode cannot fill is told before anything runs', () => {
    const { liveBuffers } = memory();
    using image = x();
    using weight = ones([1, 1, 3]);
    expect(() => conv1d(image, weight, { padding: 4, paddingMode: 'reflect' })).toThrow(
      new ShapeError(
        "conv1d: pad: mode 'reflect' pads fewer cells than the 4 of dimension 2, got [4, 4] (input [1, 1, 4])",
      ),
    );
    expect(() => conv1d(image, weight, { paddingMode: 'mirror' as never })).toThrow(
      new ShapeError("conv1d: paddingMode must be 'zeros', 'reflect', 'replicate' or 'circular', got 'mirror'"),
    );
    expect(memory().liveBuffers).toBe(liveBuffers + 2);
  });
});

test('only the gradients that are asked for are computed', () => {
  const kernels: string[] = [];
  const watched = changed({
    convTranspose: (op) => {
      kernels.push('by input');
      backend.convTranspose(op);
    },
    gemm: (op) => {
      kernels.push('by weight');
      backend.gemm(op);
    },
  });
  const x = random([1, 2, 5, 5], 1, watched);
  const w = random([3, 2, 3, 3], 2, watched);
  const dy = ones([1, 3, 3, 3], { backend: watched });
  for (const [inputs, wanted] of [
    [[x], ['by input']],
    [[w], ['by weight']],
  ] as const) {
    const y = conv2d(x, w);
    kernels.length = 0;
    gradients(y, inputs, { outputGradient: dy });
    expect(kernels).toEqual(wanted);
  }
});
