/**
 * A gradient penalty, as critics of generative networks are trained with (Gulrajani and others, "Improved training of
 * Wasserstein GANs", 2017): `(|dD/dx| - 1)²`, whose gradient by the weights is a gradient of a gradient of every layer.
 */
import { cpu } from '@gemmule/backend-cpu';
import {
  affine,
  type Backend,
  gradients,
  mean,
  randomNormal,
  registerBackend,
  scope,
  sqrt,
  square,
  sum,
  type Tensor,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as nn from './index.ts';

let backend: Backend;
beforeAll(async () => {
  // In doubles inside its kernels, so that differences of losses mean something.
  backend = await registerBackend(cpu({ engine: 'typescript' }));
});
afterAll(() => unregisterBackend(backend));

const critics: Record<string, [() => nn.AnyLayer, shape: number[]]> = {
  'strided convolutions': [
    () =>
      nn.sequential(
        nn.conv2d({ in: 2, out: 4, kernel: 3, stride: 2, padding: 1 }),
        nn.tanh(),
        nn.conv2d({ in: 4, out: 4, kernel: 3, padding: 'same', groups: 2, paddingMode: 'reflect' }),
        nn.sigmoid(),
        nn.avgPool2d({ kernel: 2 }),
        nn.flatten(),
        nn.linear(16, 1),
      ),
    [3, 2, 8, 8],
  ],
  'transposed convolutions and a norm': [
    () =>
      nn.sequential(
        nn.convTranspose2d({ in: 2, out: 3, kernel: 3, stride: 2, padding: 1 }),
        nn.groupNorm(1, 3),
        nn.silu(),
        nn.globalAvgPool2d(),
        nn.flatten(),
        nn.linear(3, 1),
      ),
    [2, 2, 4, 4],
  ],
  volumes: [
    () =>
      nn.sequential(
        nn.conv3d({ in: 1, out: 2, kernel: 2 }),
        nn.gelu(),
        nn.globalAvgPool3d(),
        nn.flatten(),
        nn.linear(2, 1),
      ),
    [2, 1, 3, 4, 3],
  ],
};

test.each(Object.entries(critics))('of a critic of %s', (_, [make, shape]) => {
  const critic = make();
  critic.initialize({ seed: 3 });
  const x = randomNormal(shape, { seed: 1, requiresGrad: true });
  const penalty = (): Tensor => {
    const [dx] = gradients(sum(critic.run(x)), [x], { createGraph: true });
    const size = shape.slice(1).map((__, i) => i + 1);
    return mean(square(affine(sqrt(sum(square(dx), { axis: size })), 1, -1)));
  };
  const parameters = [...critic.parameters().values()];
  // The last bias has no influence: adding a number changes no gradient.
  const used = parameters.slice(0, -1);
  const found = gradients(penalty(), used).map((gradient) => gradient.dataSync());
  const h = 2 ** -8;
  used.forEach((parameter, p) => {
    const values = Float32Array.from(parameter.dataSync());
    const largest = Math.max(...found[p]!.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-4);
    for (let i = 0; i < values.length; i += Math.ceil(values.length / 12)) {
      const at = (shift: number): number => {
        parameter.write(values.map((value, j) => (i === j ? value + shift : value)));
        return scope(() => penalty().dataSync()[0]!);
      };
      // Fourth-order differences; what is left is rounding.
      const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      parameter.write(values);
      expect(Math.abs(difference - found[p]![i]!)).toBeLessThan(2e-3 * largest + 2e-5);
    }
  });
});
