import { type Backend, BackendError } from '@gemmule/core';
import type { CpuBuffer } from './cpu-buffer.ts';
import type { CpuKernels } from './kernels.ts';
import { createStorage, type CpuStorage } from './storage.ts';
import { typescriptKernels } from './typescript/kernels.ts';
import { createEngine } from './wasm/engine.ts';
import { createWasmKernels } from './wasm/kernels.ts';
import { loadModule, type WasmFlavour } from './wasm/module.ts';
import { createPackedWeights } from './wasm/packed-weights.ts';

/** What the kernels are written in. */
export type CpuEngine = 'typescript' | WasmFlavour;

export interface CpuOptions {
  /** Which kernels to run; `'typescript'` by default. */
  readonly engine?: CpuEngine;
}

/**
 * The CPU backend: float32 on the host's own memory, in one thread, wherever JavaScript runs.
 *
 * Its kernels are plain TypeScript that generates no code, so it works under a strict content security policy. They sum in
 * doubles. Every kernel runs before its call returns.
 *
 * @throws BackendError when the engine does not exist.
 * @example
 * ```ts
 * import { ones, registerBackend, sum } from '@gemmule/core';
 * import { cpu } from '@gemmule/backend-cpu';
 *
 * const backend = await registerBackend(cpu());
 * console.log(backend.name, backend.engine); // cpu typescript
 * console.log(await sum(ones([2, 3])).data()); // Float32Array [ 6 ]
 * ```
 */
export async function cpu({ engine = 'typescript' }: CpuOptions = {}): Promise<Backend<CpuBuffer>> {
  if (engine === 'typescript') return { name: 'cpu', engine, ...createStorage(), ...typescriptKernels };
  const module = await loadModule(engine);
  if (module === undefined) throw new BackendError(`cpu: this host does not run ${engine}`);
  return { name: 'cpu', engine, ...createWasm(module) };
}

function createWasm(module: WebAssembly.Module): CpuStorage & CpuKernels {
  const engine = createEngine(module);
  const packedWeights = createPackedWeights(engine.memory);
  const storage = createStorage(engine.heap);
  return {
    ...storage,
    free(buffer) {
      storage.free(buffer);
      packedWeights.drop(buffer);
    },
    write(buffer, data) {
      packedWeights.touch(buffer);
      storage.write(buffer, data);
    },
    dispose() {
      storage.dispose();
      engine.dispose();
    },
    ...createWasmKernels(engine, packedWeights),
  };
}
