import {
  add,
  conv2d,
  gradients,
  maxPool2d,
  mean,
  mul,
  ones,
  registerBackend,
  relu,
  scope,
  sgdStep,
  type Tensor,
  unregisterBackend,
} from '@gemmule/core';
import { expect } from 'vitest';
import { createDevice } from '../device/device.ts';
import { backendOn } from '../gpu.ts';
import type { GpuEngine } from '../options.ts';

const settings = { learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0 };

/** Trains for 200 steps, which must leave nothing behind: neither in what core counts nor on the device. */
export async function checkLeaks(engine: GpuEngine): Promise<void> {
  const device = await createDevice(engine);
  const backend = await registerBackend(backendOn(device));
  const x = ones([2, 1, 8, 8]);
  const weight = ones([3, 1, 3, 3], { requiresGrad: true });
  const step = (): Tensor<[]> =>
    scope(() => {
      const hidden = maxPool2d(relu(conv2d(x, weight, { padding: 1 })), { kernel: 2 });
      const loss = mean(mul(hidden, add(hidden, hidden)));
      const [slope] = gradients(loss, [weight]);
      sgdStep(weight, slope, undefined, settings);
      return loss;
    });
  const train = async (steps: number): Promise<void> => {
    for (let i = 0; i < steps; i++) {
      const loss = step();
      if (i % 10 === 9) expect(await loss.item()).toBeGreaterThanOrEqual(0);
      loss.dispose();
    }
  };
  await train(10);
  const [handles, memory] = [device.programs.liveHandles, backend.memory()];
  await train(200);
  expect(device.programs.liveHandles).toBe(handles);
  expect(backend.memory()).toEqual(memory);
  unregisterBackend(backend);
  await expect.poll(() => device.programs.liveHandles).toBe(0);
}
