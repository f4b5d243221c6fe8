import { BackendError } from '@gemmule/core';
import type { GpuEngine } from '../options.ts';
import { assertGeneratesCode } from './generated-code.ts';
import { type GpuDevice, type GpuJs, type GpuJsInstance, loadGpuJs, modes, type NativeFunction } from './gpu-js.ts';
import { nativeFunctions } from './natives.ts';
import { arrayReader, type Reader, webGlReader, webGpuReader } from './reader.ts';
import { Programs } from './programs.ts';
import { Queue } from './queue.ts';
import { provideWebGpu } from './webgpu.ts';
import { computesInWgsl } from '../webgpu/self-test.ts';

/** What an engine computes with. */
export interface Device {
  readonly engine: GpuEngine;
  /** Whether the host can wait for results. */
  readonly isSync: boolean;
  /** The most float32 that one buffer can hold. */
  readonly maxFloats: number;
  /** Largest side of a texture, and how many a kernel can write: a power of two. Of WebGL; 1 for other engines. */
  readonly maxSide: number;
  readonly drawBuffers: number;
  /**
   * Multiplications that one launch may compute: drivers end what takes seconds, and a slow GPU computes some 1e11 in one.
   */
  readonly launchProducts: number;
  /** Whether kernels in WGSL run here: in WebGPU, unless their self-test failed. */
  readonly hasWgsl: boolean;
  readonly programs: Programs;
  readonly queue: Queue;
  /** @throws BackendError when the device is lost. */
  assertAlive(): void;
  /** The same, and asks the device whether all that it was told to do has worked, which it may have to be waited for. */
  assertHealthy(): void;
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
  if (engine === 'gpu.js-cpu') assertGeneratesCode();
  const gpuJs = await loadGpuJs();
  const gl = engine === 'webgl2' ? createContext() : undefined;
  const gpu = createGpuJs(gpuJs, engine, gl);
  const programs = new Programs(gpuJs, gpu, engine, readerOf(engine, gl));
  // First, so that what it makes the device complain about has passed by when the device is watched.
  const hasWgsl = engine === 'webgpu' && (await computesInWgsl(programs));
  await assertComputes(engine, programs);
  const isSync = engine !== 'webgpu';
  const queue = new Queue(!isSync);
  const assertAlive = (): void => undefined;
  const shared = { engine, hasWgsl, maxSide: 1, drawBuffers: 1, launchProducts: 2 ** 32, isSync, programs, queue };
  if (engine === 'webgpu') return { ...shared, ...watchWebGpu(gpu, programs, queue) };
  if (gl !== undefined) return { ...shared, ...watchWebGl(gpu, gl) };
  return {
    ...shared,
    maxFloats: countable,
    assertAlive,
    assertHealthy: assertAlive,
    destroy: () => void gpu.destroy(),
  };
}

/** A context without a canvas to draw on: gpu.js would make one, as large as the largest texture. */
function createContext(): WebGL2RenderingContext {
  const settings = { alpha: false, antialias: false, depth: false, powerPreference: 'high-performance' } as const;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', settings);
  if (gl === null) throw new BackendError('webgl2: this browser gives no context; its GPU or driver may be blocked');
  return gl;
}

function readerOf(engine: GpuEngine, gl: WebGL2RenderingContext | undefined): Reader {
  if (gl !== undefined) return webGlReader(gl);
  return engine === 'webgpu' ? webGpuReader : arrayReader;
}

function createGpuJs(gpuJs: GpuJs, engine: GpuEngine, gl: WebGL2RenderingContext | undefined): GpuJsInstance {
  // gpu.js resizes the canvas of its context with each kernel, for nothing here.
  const context = gl && { context: gl, canvas: { width: 1, height: 1 } };
  try {
    return new gpuJs.GPU({ mode: modes[engine], ...context });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new BackendError(`${engine}: gpu.js finds none here (${message})`, { cause });
  }
}

/** Runs a small kernel with known results, among them those that compilers of shaders like to get wrong. */
async function assertComputes(engine: GpuEngine, programs: Programs): Promise<void> {
  const natives = (): NativeFunction[] => nativeFunctions(engine, 2 ** 24);
  const probe = 'function (x) { const v = x; if (isNaN(v) > 0.5) { return 7; } return quotient(v, 3); }';
  const got: number[] = [];
  for (const value of [NaN, 16777215, 5]) {
    const [output] = await programs.run({ code: probe, threads: [1], natives, key: 'probe' }, [value]);
    got.push(...(await output!.read(1)));
    output!.delete();
  }
  if (got[0] !== 7 || got[1] !== 5592405 || got[2] !== 1) {
    throw new BackendError(`${engine}: this device computes [${got.join(', ')}] for [7, 5592405, 1]`);
  }
}

type Watch = Pick<Device, 'maxFloats' | 'assertAlive' | 'assertHealthy' | 'destroy'> &
  Partial<Pick<Device, 'maxSide' | 'drawBuffers'>>;

function watchWebGl(gpu: GpuJsInstance, gl: WebGL2RenderingContext): Watch {
  const maxSide = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  const assertAlive = (): void => {
    if (gl.isContextLost()) throw lost('the WebGL context', 'the browser took it back');
  };
  return {
    maxSide,
    drawBuffers: (gl.getParameter(gl.MAX_DRAW_BUFFERS) as number) >= 8 ? 8 : 4,
    maxFloats: Math.min(countable, maxSide ** 2),
    assertAlive,
    assertHealthy() {
      assertAlive();
      const error = gl.getError();
      if (error !== gl.NO_ERROR) throw failed(gl, error);
    },
    destroy: () => void gpu.destroy(),
  };
}

/** gpu.js shares one WebGPU device among all, so it outlives this backend. */
function watchWebGpu(gpu: GpuJsInstance, programs: Programs, queue: Queue): Watch {
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
    assertHealthy: () => queue.assertWorking(),
    destroy() {
      device.removeEventListener('uncapturederror', listen);
      programs.destroy();
      void gpu.destroy();
    },
  };
}

function maxFloatsOf({ limits }: GpuDevice): number {
  return Math.min(countable, Math.floor(Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize) / 4));
}

/** Commands that fail in WebGL leave zeros, or what was there before. */
function failed(gl: WebGL2RenderingContext, error: number): BackendError {
  const memory = 'it ran out of memory: dispose of tensors, or take smaller batches';
  const reason = error === gl.OUT_OF_MEMORY ? memory : `error ${error}`;
  return new BackendError(
    `gpu: the WebGL context reports that a kernel failed (${reason}); make a new backend with gpu()`,
  );
}

function lost(what: string, why: string): BackendError {
  return new BackendError(`gpu: ${what} was lost (${why}), and all tensors with it; make a new backend with gpu()`);
}
