import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradients } from '../autograd/gradients.ts';
import type { Backend } from '../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../backend/registry.ts';
import { tensor } from '../create.ts';
import { memory } from '../memory/memory.ts';
import { scope } from '../memory/scope.ts';
import type { Tensor } from '../tensor.ts';
import { cpu } from '../testing/cpu.ts';
import { mul } from './elementwise/mul.ts';
import { square } from './elementwise/square.ts';
import { flip } from './movement/flip.ts';
import { gather } from './movement/gather.ts';
import { pad } from './movement/pad.ts';
import { pixelShuffle } from './movement/pixel-shuffle.ts';
import { pixelUnshuffle } from './movement/pixel-unshuffle.ts';
import { upsample } from './movement/upsample.ts';
import { adaptiveAvgPool2d } from './pooling/adaptive-avg-pool2d.ts';
import { maxPool2dWithIndices } from './pooling/max-pool2d-with-indices.ts';
import { maxUnpool2d } from './pooling/max-unpool2d.ts';
import { sum } from './reduction/sum.ts';

type Image = Tensor<[1, 4, 4, 6]>;

const borders = [
  [0, 0],
  [0, 0],
  [2, 1],
  [0, 3],
] as const;

/** Operations that are linear in x. */
const maps: Readonly<Record<string, (x: Image) => Tensor>> = {
  gather: (x) => gather(x, tensor([3, 0, 3], [3], { dtype: 'int32' }), { axis: 1 }),
  flip: (x) => flip(x, { axis: [1, 3] }),
  'pad reflect': (x) => pad(x, borders, { mode: 'reflect' }),
  'pad replicate': (x) => pad(x, borders, { mode: 'replicate' }),
  'pad circular': (x) => pad(x, borders, { mode: 'circular' }),
  'upsample nearest': (x) => upsample(x, { size: [8, 7] }),
  'upsample linear': (x) => upsample(x, { size: [3, 9], mode: 'linear' }),
  pixelShuffle: (x) => pixelShuffle(x, 2),
  pixelUnshuffle: (x) => pixelUnshuffle(x, 2),
  adaptiveAvgPool2d: (x) => adaptiveAvgPool2d(x, { outputSize: [3, 4] }),
  // The places are those of other numbers, so that they do not depend on x.
  maxUnpool2d: (x) => {
    const [, indices] = maxPool2dWithIndices(upsample(numbers(7), { size: 8 }), { kernel: [5, 3], stride: 1 });
    return maxUnpool2d(x, indices, { outputSize: 8 });
  },
};

const numbers = (seed: number, requiresGrad = false): Image =>
  tensor(
    Float32Array.from({ length: 96 }, (_, i) => Math.sin((i + 1) * seed)),
    [1, 4, 4, 6],
    { requiresGrad },
  );

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

describe('of a linear map A, half of |A x|² has the gradient A* A x, and <that, c> the gradient A* A c', () => {
  test.each(Object.keys(maps))('%s', (name) => {
    const map = maps[name]!;
    const before = memory().liveBuffers;
    const [second, expected] = scope(() => {
      const [x, c] = [numbers(1, true), numbers(2, true)];
      const [dx] = gradients(sum(square(map(x))), [x], { createGraph: true });
      const [ddx] = gradients(sum(mul(dx, numbers(2))), [x]);
      const image = map(c);
      const [normal] = gradients(image, [c], { outputGradient: image });
      return [[...ddx.dataSync()].map((value) => value / 2), [...normal.dataSync()]];
    });
    expect(expected.some((value) => Math.abs(value) > 0.1)).toBe(true);
    second.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    expect(memory().liveBuffers).toBe(before);
  });
});
