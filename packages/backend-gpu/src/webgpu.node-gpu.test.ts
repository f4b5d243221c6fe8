import { expect, test } from 'vitest';
import { provideWebGpu } from './device/webgpu.ts';
import { gpu } from './gpu.ts';
import { checkLeaks } from './testing/check-leaks.ts';
import { checkWebGpuLoss } from './testing/check-webgpu-loss.ts';

test('a lost device is an error that says what to do, and a new backend works', async () => {
  await provideWebGpu();
  await checkWebGpuLoss();
});

test('by default Node.js gets WebGPU, which cannot read at once', async () => {
  const backend = await gpu();
  expect(backend.engine).toBe('webgpu');
  expect('readSync' in backend).toBe(false);
  backend.dispose();
});

test('200 steps of training leave nothing behind', () => checkLeaks('webgpu'));
