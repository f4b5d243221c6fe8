import type { Backend } from '@gemmule/core';
import { afterAll, beforeAll } from 'vitest';
import { cpu } from '../../cpu.ts';
import type { CpuBuffer } from '../../cpu-buffer.ts';
import type { CpuOptions } from '../../options.ts';

/** Names and options of backends that between them run every module, thread count and precision. */
export const variants: readonly (readonly [name: string, options: CpuOptions])[] = [
  ['wasm-simd', { engine: 'wasm-simd', threads: 1 }],
  ['wasm-relaxed-simd', { engine: 'wasm-relaxed-simd', threads: 1 }],
  ['wasm-relaxed-simd, 2 threads', { engine: 'wasm-relaxed-simd', threads: 2 }],
];

/** Backends for the tests of a file, disposed at its end. */
export function createBackends(): (name: string) => Backend<CpuBuffer> {
  const backends = new Map<string, Backend<CpuBuffer>>();
  beforeAll(async () => {
    for (const [name, options] of variants) backends.set(name, await cpu(options));
  });
  afterAll(() => backends.forEach((backend) => backend.dispose()));
  return (name) => backends.get(name)!;
}

/** A buffer that holds `values`. */
export function bufferOf(backend: Backend<CpuBuffer>, values: Float32Array): CpuBuffer {
  const buffer = backend.allocate('float32', values.length);
  backend.write(buffer, values);
  return buffer;
}

/** A destination: whatever its kernel does not write stays NaN. */
export function unwritten(backend: Backend<CpuBuffer>, length: number): CpuBuffer {
  return bufferOf(backend, new Float32Array(length).fill(Number.NaN));
}
