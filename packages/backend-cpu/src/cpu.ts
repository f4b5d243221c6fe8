import { type Backend, BackendError } from '@gemmule/core';
import type { CpuBuffer } from './cpu-buffer.ts';
import type { CpuKernels } from './kernels.ts';
import { createStorage } from './storage.ts';
import { typescriptKernels } from './typescript/kernels.ts';

/** What the kernels are written in. */
export type CpuEngine = 'typescript';

const engines = { typescript: typescriptKernels } satisfies Record<CpuEngine, CpuKernels>;

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
  if (!Object.hasOwn(engines, engine)) {
    const available = Object.keys(engines).join(', ');
    throw new BackendError(`cpu: there is no engine '${String(engine)}' (available: ${available})`);
  }
  return { name: 'cpu', engine, ...createStorage(), ...engines[engine] };
}
