import { type Backend, BackendError, UsageError } from '@gemmule/core';
import type { CpuBuffer } from './cpu-buffer.ts';
import type { CpuEngine, CpuOptions } from './options.ts';
import { createStorage } from './storage.ts';
import { typescriptKernels } from './typescript/kernels.ts';
import { createWasm } from './wasm/create.ts';
import { loadModule, type WasmFlavour } from './wasm/module.ts';
import { enableRevectorization } from './wasm/revectorize.ts';
import { chooseThreads } from './wasm/threads/choose.ts';

const flavours: readonly WasmFlavour[] = ['wasm-relaxed-simd', 'wasm-simd'];
const engines: readonly CpuEngine[] = [...flavours, 'typescript'];

/**
 * The CPU backend: float32, in WASM SIMD and as many threads as there are cores, or in plain TypeScript. What it chose is in
 * `backend.engine`: `'wasm-relaxed-simd x2'`, `'wasm-simd x1'`, `'typescript'`. Every kernel has run when its call returns.
 *
 * The TypeScript engine generates no code, so it works under a strict content security policy; it sums in doubles.
 *
 * @throws BackendError when the host does not have what was asked for, with the reason, or a module is not where it should be.
 * @throws UsageError when an option is none.
 * @example
 * ```ts
 * import { ones, registerBackend, sum } from '@gemmule/core';
 * import { cpu } from '@gemmule/backend-cpu';
 *
 * const backend = await registerBackend(cpu({ engine: 'wasm-simd', threads: 1 }));
 * console.log(backend.name, backend.engine); // cpu wasm-simd x1
 * console.log(await sum(ones([2, 3])).data()); // Float32Array [ 6 ]
 * ```
 */
export async function cpu(options: CpuOptions = {}): Promise<Backend<CpuBuffer>> {
  assertOptions(options);
  const { threads, precision = 'fast', revectorize = false, modules } = options;
  // Whoever asks for it insists on the one engine that has it.
  const engine = options.engine ?? (revectorize ? 'wasm-relaxed-simd' : undefined);
  if (revectorize) enableRevectorization(engine);
  const reasons: string[] = [];
  for (const flavour of flavours) {
    if (engine !== undefined && engine !== flavour) continue;
    const loaded = await loadModule(flavour, modules?.[flavour]);
    if ('module' in loaded) {
      const wanted = { threads: chooseThreads(threads), mayDoWithout: threads === undefined };
      const wasm = await createWasm(loaded.module, { ...wanted, precision, revectorize });
      const name = revectorize ? `${flavour} revectorized` : flavour;
      return { name: 'cpu', engine: `${name} x${wasm.threads}`, ...wasm.kernels };
    }
    reasons.push(`${flavour}: ${loaded.reason}`);
  }
  if (engine !== undefined && engine !== 'typescript') {
    throw new BackendError(`cpu: this host cannot run ${reasons[0]}`);
  }
  if (threads !== undefined && threads !== 1) {
    const why = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
    throw new BackendError(`cpu: the engine 'typescript' has one thread, ${threads} were asked for${why}`);
  }
  return { name: 'cpu', engine: 'typescript', ...createStorage(), ...typescriptKernels };
}

function assertOptions({ engine, threads, precision, revectorize, modules }: CpuOptions): void {
  if (engine !== undefined && !engines.includes(engine)) {
    throw new BackendError(`cpu: there is no engine '${String(engine)}' (available: ${engines.join(', ')})`);
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 64)) {
    throw new UsageError(`cpu: threads must be a whole number from 1 to 64, not ${String(threads)}`);
  }
  if (precision !== undefined && precision !== 'fast' && precision !== 'exact') {
    throw new UsageError(`cpu: precision is 'fast' or 'exact', not '${String(precision)}'`);
  }
  if (revectorize !== undefined && typeof revectorize !== 'boolean') {
    throw new UsageError(`cpu: revectorize is true or false, not ${String(revectorize)}`);
  }
  if (modules !== undefined) assertModules(modules);
}

function assertModules(modules: unknown): void {
  if (typeof modules !== 'object' || modules === null) {
    throw new UsageError(`cpu: modules is an object, not ${String(modules)}`);
  }
  for (const key of Object.keys(modules)) {
    if (!flavours.some((flavour) => flavour === key)) {
      throw new UsageError(`cpu: modules are for ${flavours.join(' and ')}, not '${key}'`);
    }
  }
}
