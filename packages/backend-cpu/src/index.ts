/**
 * The CPU backend of Gemmule.
 *
 * @packageDocumentation
 */
export { cpu } from './cpu.ts';
export type { CpuBuffer } from './cpu-buffer.ts';
export type { CpuEngine, CpuOptions, WasmSource } from './options.ts';
