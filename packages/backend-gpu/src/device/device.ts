import { BackendError } from '@gemmule/core';
import type { GpuEngine } from '../options.ts';
import { type GpuDevice, type GpuJs, type GpuJsInstance, loadGpuJs, modes } from './gpu-js.ts';
import { nativeFunctions } from './natives.ts';
import { Programs } from './programs.ts';
import { Queue } from './queue.ts';
import { provideWebGpu } from './webgpu.ts';

/** What an engine computes with. */
export interface Device {
  readonly engine: GpuEngine;
  /** Whether the host can wait for results. */
  readonly isSync: boolean;
  /** The most float32 that one buffer can hold. */
  readonly maxFloats: number;
  readonly programs: Programs;
  readonly queue: Queue;
  /** @throws BackendError when the device is lost, or ran out of memory, and says so only when asked. */
  assertAlive(): void;
  destroy(): void;
}

/** Kernels count in float32, which is exact up to here. */
const countable = 2 ** 24;

/** @throws BackendError when this host does not have the engine, with the reason. */
export async function createDevice(engine: GpuEngine): Promise<Device> {
  if (engine === 'webgpu') await provideWebGpu();
  if (engine === 'webgl2' && typeof WebGL2RenderingContext === 'undefined') {
    throw new BackendError("webgl2: there is none outside of a browser; in Node.js take 'webgpu'");
  }
  const gpuJs = await loadGpuJs();
  const gpu = createGpuJs(gpuJs, engine);
  const programs = new Programs(gpuJs, gpu, engine);
  await assertComputes(engine, programs);
  const isSync = engine !== 'webgpu';
  const queue = new Queue(!isSync);
  const shared = { engine, isSync, programs, queue };
  if (engine === 'webgpu') return { ...shared, ...watchWebGpu(gpu, queue) };
  if (engine === 'webgl2') return { ...shared, ...watchWebGl(gpu) };
  return { ...shared, maxFloats: countable, assertAlive: () => undefined, destroy: () => void gpu.destroy() };
}

function createGpuJs(gpuJs: GpuJs, engine: GpuEngine): GpuJsInstance {
  try {
    return new gpuJs.GPU({ mode: modes[engine], nativeFunctions: nativeFunctions(engine) });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new BackendError(`${engine}: gpu.js finds none here (${message})`, { cause });
  }
}

/** Runs a small kernel with known results, among them those that compilers of shaders like to get wrong. */
async function assertComputes(engine: GpuEngine, programs: Programs): Promise<void> {
  const probe = 'function (x) { const v = x[this.thread.x]; if (isNaN(v) > 0.5) { return 7; } return quotient(v, 3); }';
  const input = await programs.run('function (data) { return data[this.thread.x]; }', 3, [
    Float32Array.of(NaN, 16777215, 5),
  ]);
  const output = await programs.run(probe, 3, [input]);
  const got = [...(await output.read())];
  input.delete();
  output.delete();
  if (got[0] !== 7 || got[1] !== 5592405 || got[2] !== 1) {
    throw new BackendError(`${engine}: this device computes [${got.join(', ')}] for [7, 5592405, 1]`);
  }
}

type Watch = Pick<Device, 'maxFloats' | 'assertAlive' | 'destroy'>;

function watchWebGl(gpu: GpuJsInstance): Watch {
  const gl = gpu.context;
  if (!(gl instanceof WebGL2RenderingContext)) throw new BackendError('webgl2: gpu.js took another kind of context');
  const maxSide = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  return {
    maxFloats: Math.min(countable, maxSide ** 2),
    assertAlive() {
      if (gl.isContextLost()) throw lost('the WebGL context', 'the browser took it back');
    },
    destroy: () => void gpu.destroy(),
  };
}

/** gpu.js shares one WebGPU device among all, so it outlives this backend. */
function watchWebGpu(gpu: GpuJsInstance, queue: Queue): Watch {
  const device = gpu.kernels[0]?.context?.device;
  if (device === undefined) throw new BackendError('webgpu: gpu.js does not say what device it runs on');
  void device.lost.then(({ message }) => queue.fail(lost('the WebGPU device', message)));
  // Out of memory, or an invalid command: gpu.js only logs it, and the results are zeros.
  const listen = ({ error }: { error: { message: string } }): void =>
    queue.fail(new BackendError(`gpu: the WebGPU device reports: ${error.message}; make a new backend with gpu()`));
  device.addEventListener('uncapturederror', listen);
  return {
    maxFloats: maxFloatsOf(device),
    assertAlive: () => queue.assertWorking(),
    destroy() {
      device.removeEventListener('uncapturederror', listen);
      void gpu.destroy();
    },
  };
}

function maxFloatsOf({ limits }: GpuDevice): number {
  return Math.min(countable, Math.floor(Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize) / 4));
}

function lost(what: string, why: string): BackendError {
  return new BackendError(`gpu: ${what} was lost (${why}), and all tensors with it; make a new backend with gpu()`);
}
