import { BackendError } from '@gemmule/core';
import { expect, vi } from 'vitest';
import { gpu } from '../gpu.ts';

interface Adapter {
  requestDevice(): Promise<{ destroy(): void }>;
}

/**
 * A device that is lost is an error for all that is under way and all that comes, and a new backend works. It must be the
 * first test of its process: gpu.js asks for one device only.
 */
export async function checkWebGpuLoss(): Promise<void> {
  const { gpu: webGpu } = navigator as unknown as { gpu: { requestAdapter(): Promise<Adapter> } };
  const adapters = Object.getPrototypeOf(await webGpu.requestAdapter()) as Adapter;
  const requests = vi.spyOn(adapters, 'requestDevice');
  const backend = await gpu({ engine: 'webgpu' });
  const device = await requests.mock.results[0]!.value;
  requests.mockRestore();
  const buffer = backend.allocate('float32', 4);
  backend.fill({ y: buffer, length: 4, value: 1 });
  expect(await backend.read(buffer, 4)).toEqual(Float32Array.of(1, 1, 1, 1));
  device.destroy();
  const reading = backend.read(buffer, 4);
  await expect(reading).rejects.toThrow(BackendError);
  await expect(backend.read(buffer, 4)).rejects.toThrow('make a new backend with gpu()');
  expect(() => backend.fill({ y: buffer, length: 4, value: 2 })).toThrow('the WebGPU device was lost');
  backend.dispose();

  const next = await gpu({ engine: 'webgpu' });
  const fresh = next.allocate('float32', 2);
  next.fill({ y: fresh, length: 2, value: 5 });
  expect(await next.read(fresh, 2)).toEqual(Float32Array.of(5, 5));
  next.dispose();
}
