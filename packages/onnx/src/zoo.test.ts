import { cpu } from '@gemmule/backend-cpu';
import { type Backend, generator, registerBackend, scope, tensor, unregisterBackend } from '@gemmule/core';
import type * as nn from '@gemmule/nn';
import { lenet5, mobileNetV2, resnet18, resnet34, resnet50, unet } from '@gemmule/zoo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportOnnx, loadOnnx } from './index.ts';
import { largestDifference } from './testing/largest-difference.ts';
import { runInPeer } from './testing/onnxruntime.ts';

// Whole networks, written and read again, and run by ONNX Runtime.

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/**
 * How far two float32 computations of a network drift apart depends on it. ONNX Runtime itself, with and without its optimisations, is
 * a measure of that: ours is a third order of the same sums.
 */
const DRIFTS = 4;

/** Running statistics of a network that has seen something. */
function observe(model: nn.AnyLayer): void {
  model.initialize({ seed: 1 });
  const random = generator(2);
  for (const [name, slot] of model.slots) {
    if (!/running(Mean|Var)$/.test(name)) continue;
    const isVariance = name.endsWith('runningVar');
    slot.tensor!.write(
      Float32Array.from({ length: slot.size }, () => (isVariance ? 0.5 + random.uniform() : 0.1 * random.normal())),
    );
  }
}

test.each<[string, () => nn.AnyLayer, readonly number[]]>([
  ['LeNet-5', () => lenet5(), [2, 1, 28, 28]],
  ['ResNet-18', () => resnet18(), [2, 3, 32, 64]],
  ['ResNet-34', () => resnet34({ classes: 10 }), [1, 3, 32, 32]],
  ['ResNet-50', () => resnet50({ classes: 10 }), [1, 3, 32, 32]],
  ['MobileNetV2', () => mobileNetV2(), [2, 3, 64, 32]],
  ['U-Net', () => unet({ in: 3, classes: 4, width: 16, depth: 3 }), [1, 3, 32, 48]],
])('%s gives the same bits when it is read again, and ONNX Runtime computes the same', async (_, make, shape) => {
  using model = make();
  observe(model);
  const bytes = await exportOnnx(model, ['N', shape[1]!, ...shape.slice(2)]);
  const random = generator(3);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal());
  using loaded = loadOnnx(bytes);
  const [ours, again] = scope(() => {
    const x = tensor(data, [...shape]);
    return [model.run(x), loaded.run({ input: x })['output']!].map((result) => ({
      shape: result.shape,
      numbers: result.dataSync(),
    }));
  });
  expect(again).toEqual(ours);
  const [optimized, plain] = [
    (await runInPeer(bytes, { input: { shape, data } }, 'all'))['output']!,
    (await runInPeer(bytes, { input: { shape, data } }, 'disabled'))['output']!,
  ];
  // Where it is 0, by chance, one rounding of the largest number.
  const least = 2 ** -24 * Math.max(...plain.numbers.map(Math.abs));
  const drift = Math.max(least, largestDifference(optimized.numbers, plain.numbers));
  expect(plain.shape).toEqual(ours!.shape);
  expect(largestDifference(ours!.numbers, plain.numbers)).toBeLessThanOrEqual(DRIFTS * drift);
});
