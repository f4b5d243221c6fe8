/**
 * The CPU backend of Gemmule.
 *
 * @packageDocumentation
 */
export { cpu, type CpuEngine, type CpuOptions } from './cpu.ts';
export type { CpuBuffer } from './cpu-buffer.ts';
