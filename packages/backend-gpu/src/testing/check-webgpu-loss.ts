import { type Backend, BackendError } from '@gemmule/core';
import { expect, vi } from 'vitest';
import { gpu } from '../gpu.ts';

interface GpuDevice {
  createBuffer(settings: { size: number; usage: number }): unknown;
  destroy(): void;
}

interface Adapter {
  requestDevice(): Promise<GpuDevice>;
}

/**
 * A device that is lost, or reports a fault, is an error for all that is under way and all that comes, and a new backend works
 * after a loss. It must be the
 * first test of its process: gpu.js asks for one device only.
 */
export async function checkWebGpuLoss(): Promise<void> {
  const { gpu: webGpu } = navigator as unknown as { gpu: { requestAdapter(): Promise<Adapter> } };
  const adapters = Object.getPrototypeOf(await webGpu.requestAdapter()) as Adapter;
  const requests = vi.spyOn(adapters, 'requestDevice');
  const backend = await gpu({ engine: 'webgpu' });
  const device = await requests.mock.results[0]!.value;
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
  await checkFault(next, await requests.mock.results[1]!.value);
  requests.mockRestore();
  next.dispose();
}

/** More memory than there is, or another fault: WebGPU reports it later, and what was to be computed with it is zeros. */
async function checkFault(backend: Backend, device: GpuDevice): Promise<void> {
  const buffer = backend.allocate('float32', 4);
  const failureOf = (): Promise<unknown> => backend.read(buffer, 4).then(() => 'none', String);
  backend.fill({ y: buffer, length: 4, value: 1 });
  device.createBuffer({ size: 2 ** 50, usage: 0x80 });
  await expect.poll(failureOf).toContain('the WebGPU device reports');
  expect(() => backend.fill({ y: buffer, length: 4, value: 2 })).toThrow('make a new backend with gpu()');
}
