import { expect, test } from 'vitest';
import { gpu } from './gpu.ts';
import { checkLeaks } from './testing/check-leaks.ts';
import { checkWebGpuLoss } from './testing/check-webgpu-loss.ts';

test('a lost device is an error that says what to do, and a new backend works', () => checkWebGpuLoss());

test("by default a page gets WebGPU, and keeps the host's own GPU interface", async () => {
  const before: unknown = Reflect.get(globalThis, 'GPU');
  const backend = await gpu();
  expect(backend.engine).toBe('webgpu');
  expect(Reflect.get(globalThis, 'GPU')).toBe(before);
  backend.dispose();
});

test('200 steps of training leave nothing behind', () => checkLeaks('webgpu'));
