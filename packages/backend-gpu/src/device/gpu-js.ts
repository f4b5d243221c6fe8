import type { GpuEngine } from '../options.ts';

/** What to ask gpu.js for. */
export const modes: Readonly<Record<GpuEngine, string>> = { webgpu: 'webgpu', webgl2: 'webgl2', 'gpu.js-cpu': 'cpu' };

/** What its kernels then say that they run in. Those of WebGL 2 do not tell it from WebGL 1. */
export const reportedModes: Readonly<Record<GpuEngine, string>> = { ...modes, webgl2: 'gpu' };

/** The part of gpu.js that is used here; its own types miss half of it. */
export interface GpuJs {
  readonly GPU: new (settings: { mode: string; context?: WebGL2RenderingContext; canvas?: object }) => GpuJsInstance;
  /** Marks an array as an argument with dimensions. */
  input(value: Float32Array, size: readonly number[]): unknown;
}

export interface GpuJsInstance {
  readonly kernels: readonly GpuJsProgram[];
  createKernel(source: string, settings: object): GpuJsKernel;
  /** A kernel with more than one result: each of the functions keeps what it returns. */
  createKernelMap(functions: Readonly<Record<string, string>>, source: string, settings: object): GpuJsKernel;
  destroy(): Promise<void>;
}

/** A kernel as `createKernel` returns it: a function, which in WebGPU returns a promise. */
export interface GpuJsKernel {
  (...args: readonly unknown[]): unknown;
  readonly kernel: GpuJsProgram;
}

/** What stands behind a kernel. gpu.js replaces it by one of its cpu mode when it gives up on a shader. */
export interface GpuJsProgram {
  readonly constructor: { readonly mode: string };
  readonly fallbackReason?: string | null;
  /** In WebGPU, once built. */
  readonly context?: { readonly device?: GpuDevice; readonly isLost?: boolean };
  destroy(): void;
  /*
   * What follows is not meant for others (`src/backend/web-gpu/kernel.js`), and there in WebGPU only: the device, once built;
   * where the next run stores; what sees to it that this is there; whether the bindings have changed.
   */
  readonly _device?: GpuDevice;
  outputBuffer?: GpuDeviceBuffer | null;
  _ensureOutputBuffer?(): void;
  bindGroupDirty?: boolean;
}

/** The part of a `GPUBuffer` that is used here. */
export interface GpuDeviceBuffer {
  readonly size: number;
  destroy(): void;
}

/** The part of a `GPUDevice` that is used here. */
export interface GpuDevice {
  readonly limits: { readonly maxStorageBufferBindingSize: number; readonly maxBufferSize: number };
  readonly lost: Promise<{ readonly message: string }>;
  createBuffer(settings: { size: number; usage: number }): GpuDeviceBuffer;
  addEventListener(type: 'uncapturederror', listener: (event: { error: { message: string } }) => void): void;
  removeEventListener(type: 'uncapturederror', listener: (event: { error: { message: string } }) => void): void;
}

/** A function in the language of the device, which kernels may call. */
export interface NativeFunction {
  readonly name: string;
  readonly source: string;
  readonly argumentTypes: Readonly<Record<string, 'Number' | 'Integer'>>;
  readonly returnType: 'Number' | 'Array(4)';
}

/**
 * Imports gpu.js; bundlers for pages take its browser entry. That one puts itself in the place of `window.GPU`, which is the
 * host's own interface of WebGPU, so what was there is put back.
 */
export async function loadGpuJs(): Promise<GpuJs> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'GPU');
  const module = (await import('gpu.js')) as unknown as { default: GpuJs };
  if (before !== undefined) Object.defineProperty(globalThis, 'GPU', before);
  else Reflect.deleteProperty(globalThis, 'GPU');
  return module.default;
}
