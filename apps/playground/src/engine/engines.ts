import type { Backend } from '@gemmule/core';

/** What the rooms can compute with: `auto` is the CPU backend's own choice. */
export const engineIds = ['auto', 'wasm-relaxed-simd', 'wasm-simd', 'typescript', 'webgpu', 'webgl2'] as const;
export type EngineId = (typeof engineIds)[number];

export const engineTitles: Readonly<Record<EngineId, string>> = {
  auto: 'CPU, the fastest here',
  'wasm-relaxed-simd': 'CPU, WebAssembly with relaxed SIMD',
  'wasm-simd': 'CPU, WebAssembly with SIMD',
  typescript: 'CPU, plain TypeScript',
  webgpu: 'GPU, WebGPU',
  webgl2: 'GPU, WebGL 2',
};

/**
 * Makes a backend; only its own code is loaded.
 *
 * @throws BackendError with the reason where this browser does not have it.
 */
export async function createEngine(id: EngineId, threads?: number): Promise<Backend> {
  if (id === 'webgpu' || id === 'webgl2') {
    const { gpu } = await import('@gemmule/backend-gpu');
    return gpu({ engine: id });
  }
  const { cpu } = await import('@gemmule/backend-cpu');
  if (id === 'typescript') return cpu({ engine: id });
  const count = threads === undefined ? {} : { threads };
  return cpu(id === 'auto' ? count : { engine: id, ...count });
}
