/**
 * The GPU backend of Gemmule, on gpu.js.
 *
 * @packageDocumentation
 */
export { gpu } from './gpu.ts';
export type { GpuBuffer } from './gpu-buffer.ts';
export type { GpuEngine, GpuOptions } from './options.ts';
