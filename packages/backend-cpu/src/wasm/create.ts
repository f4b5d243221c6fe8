import { BackendError } from '@gemmule/core';
import { type CpuBuffer, floats } from '../cpu-buffer.ts';
import type { CpuKernels } from '../kernels.ts';
import { type CpuStorage, createStorage } from '../storage.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { createWasmKernels } from './kernels.ts';
import { createPackedWeights } from './packed-weights.ts';

export interface WasmOptions extends EngineOptions {
  readonly precision: 'fast' | 'exact';
}

/** Storage and kernels on one WASM memory, and how many threads compute. */
export interface Wasm {
  readonly kernels: CpuStorage & CpuKernels;
  readonly threads: number;
}

/** @throws BackendError when the host refuses the memory, or a thread that `options` insist on */
export async function createWasm(module: WebAssembly.Module, options: WasmOptions): Promise<Wasm> {
  const engine = await createEngine(module, options);
  const packedWeights = createPackedWeights(engine.memory);
  const storage = createStorage(engine.heap);
  const kernels = createWasmKernels(engine, packedWeights, options.precision);
  const created: CpuStorage & CpuKernels = {
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
    ...kernels,
  };
  if (options.revectorize) selfTest(created);
  return { kernels: created, threads: engine.threads };
}

/**
 * Products of whole numbers, which every order of summation gets exactly.
 *
 * @throws BackendError, with everything disposed, when one is wrong
 */
function selfTest(kernels: CpuStorage & CpuKernels): void {
  const [m, n, k] = [37, 61, 301];
  const matrix = (rows: number, columns: number, step: number): CpuBuffer => {
    const buffer = kernels.allocate('float32', rows * columns);
    kernels.write(
      buffer,
      Float32Array.from({ length: rows * columns }, (_, i) => ((i * step) % 31) - 15),
    );
    return buffer;
  };
  const [a, b, c] = [matrix(m, k, 7), matrix(k, n, 11), matrix(m, n, 1)];
  const dense = (buffer: CpuBuffer, rowStride: number) => ({
    buffer,
    offset: 0,
    rowStride,
    columnStride: 1,
    batchStrides: [],
  });
  kernels.gemm({ m, n, k, alpha: 1, beta: 0, batch: [], a: dense(a, k), b: dense(b, n), c: dense(c, n) });
  const [left, right, product] = [floats(a), floats(b), floats(c)];
  for (let i = 0; i < m * n; i++) {
    const row = Math.floor(i / n) * k;
    let sum = 0;
    for (let step = 0; step < k; step++) sum += left[row + step]! * right[step * n + (i % n)]!;
    if (sum === product[i]) continue;
    kernels.dispose();
    throw new BackendError('cpu: revectorize: V8 compiled the kernels wrongly, which the self-test found');
  }
  for (const buffer of [a, b, c]) kernels.free(buffer);
}
