/**
 * What runs the kernels: WebGPU compute shaders, WebGL 2 fragment shaders, or JavaScript that gpu.js generates, which is slow
 * and there to debug with.
 */
export type GpuEngine = 'webgpu' | 'webgl2' | 'gpu.js-cpu';

/** Options of {@link gpu}. */
export interface GpuOptions {
  /** Which engine to run; by default WebGPU, and WebGL 2 where there is none. Naming one insists on it. */
  readonly engine?: GpuEngine;
}
