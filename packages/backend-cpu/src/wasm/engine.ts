import { BackendError, type DType } from '@gemmule/core';
import type { Heap } from '../storage.ts';
import { controlWords, jobWord, kernelWord, scratchStrideWord, scratchWord } from './threads/control.ts';
import { createThreadPool, type PoolStart, type ThreadPool } from './threads/pool.ts';
import type { ElementwiseKernel } from './elementwise.ts';
import { createLinearMemory, type LinearMemory } from './memory.ts';
import type { MovementKernel } from './movement.ts';
import type { OptimizerKernel } from './optimizer.ts';
import type { PoolKernel } from './pool.ts';
import type { ReduceKernel } from './reduce.ts';
import type { SoftmaxKernel } from './softmax.ts';

/** Names of the kernels that take `(job, scratch, chunk)`. */
export type KernelName =
  | 'pack'
  | 'multiply'
  | 'conv'
  | 'transposedWeights'
  | 'convWeightGradient'
  | 'winogradConv'
  | 'winogradWeights'
  | 'depthwiseConv'
  | 'depthwiseConvTranspose'
  | 'depthwiseConvWeightGradient'
  | ElementwiseKernel
  | ReduceKernel
  | SoftmaxKernel
  | OptimizerKernel
  | PoolKernel
  | MovementKernel;

type Kernel = (job: number, scratch: number, chunk: number) => void;

type Exports = Readonly<Record<KernelName, Kernel>> & {
  heapBase(): number;
  tileRows(): number;
  unrollTiles(): void;
  magnitude(data: number, length: number): number;
};

/** A piece of work in independent parts. */
export interface Job {
  readonly kernel: KernelName;
  readonly chunks: number;
  /** Multiply-adds, or elements moved, of all chunks together: little work is not worth waking a thread. */
  readonly work: number;
  /** Bytes of working memory that a chunk needs. */
  readonly scratchBytes: number;
  /** The fields of the kernel's job class in its order: whole numbers and addresses, then floats. */
  readonly integers: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
}

/** A WASM module with its memory. */
export interface WasmEngine {
  readonly memory: LinearMemory;
  readonly heap: Heap;
  /** Rows of the register tile, a multiple of which packed rows are padded to. */
  readonly tileRows: number;
  /** Those that there are, the calling one included. */
  readonly threads: number;
  /** Runs all chunks, on all threads, and returns when they are done. */
  run(job: Job): void;
  /** The largest magnitude among some floats; NaN where there is one. */
  magnitude(address: number, length: number): number;
  dispose(): void;
}

/** 64 Ki pages are 4 GiB, all that 32-bit addresses reach. Address space only: pages are committed as they are used. */
const maximumPages = [65536, 32768, 16384];

/** About 40 microseconds of multiply-adds: waking a thread takes half of that. */
const worthSharing = 1e6;

export interface EngineOptions {
  /** The calling one included. */
  readonly threads: number;
  /** Whether one thread will do where the host refuses the others. */
  readonly mayDoWithout?: boolean;
  /** Unrolled kernels, for V8 to pair their operations. */
  readonly revectorize: boolean;
}

/** @throws BackendError when the host refuses the memory or a thread */
export async function createEngine(
  module: WebAssembly.Module,
  { threads: wanted, mayDoWithout = false, revectorize }: EngineOptions,
): Promise<WasmEngine> {
  // Shared even with one thread: growing a shared memory leaves the arrays that look at it valid.
  const shared = createSharedMemory();
  const instance = new WebAssembly.Instance(module, { env: { memory: shared, abort } });
  const exports = instance.exports as unknown as Exports;
  if (revectorize) exports.unrollTiles();
  const memory = createLinearMemory(shared, exports.heapBase());
  const control = memory.allocate(controlWords * 4);
  const integers = new Int32Array(shared.buffer, control, controlWords);
  const floats = new Float32Array(shared.buffer, control, controlWords);
  integers.fill(0);
  const job = control + jobWord * 4;
  const kernels = Object.keys(exports);
  const start = { module, memory: shared, control, kernels, unrolled: revectorize };
  const pool = await createPool(wanted - 1, mayDoWithout, integers, start);
  const threads = pool === undefined ? 1 : wanted;
  let scratch = 0;
  let scratchStride = 0;

  function reserveScratch(bytes: number): void {
    if (bytes <= scratchStride) return;
    if (scratch !== 0) memory.free(scratch);
    scratchStride = 0;
    scratch = 0;
    // An odd number of cache lines, or all threads' scratch would fall on the same sets.
    const stride = (Math.ceil(bytes / 64) | 1) * 64;
    scratch = memory.allocate(stride * threads);
    scratchStride = stride;
  }

  return {
    memory,
    heap: createHeap(memory),
    tileRows: exports.tileRows(),
    threads,
    run({ kernel, chunks, work, scratchBytes, integers: whole, floats: real }) {
      reserveScratch(scratchBytes);
      // Loops over keys, several times as fast as arrays of the values.
      let field = jobWord;
      for (const name in whole) integers[field++] = whole[name]!;
      for (const name in real) floats[field++] = real[name]!;
      const run = exports[kernel];
      if (pool === undefined || chunks === 1 || work < worthSharing) {
        for (let chunk = 0; chunk < chunks; chunk++) run(job, scratch, chunk);
      } else {
        integers[kernelWord] = kernels.indexOf(kernel);
        integers[scratchWord] = scratch;
        integers[scratchStrideWord] = scratchStride;
        pool.share(chunks, (chunk) => run(job, scratch, chunk));
      }
    },
    magnitude: (address, length) => exports.magnitude(address, length),
    dispose() {
      pool?.dispose();
    },
  };
}

/** @throws BackendError when the host refuses a worker that it may not do without */
async function createPool(
  workers: number,
  mayDoWithout: boolean,
  words: Int32Array,
  start: PoolStart,
): Promise<ThreadPool | undefined> {
  if (workers === 0) return undefined;
  try {
    return await createThreadPool(workers, words, start);
  } catch (error) {
    if (mayDoWithout) return undefined;
    throw error;
  }
}

function createSharedMemory(): WebAssembly.Memory {
  let cause: unknown;
  for (const maximum of maximumPages) {
    try {
      return new WebAssembly.Memory({ initial: 64, maximum, shared: true });
    } catch (error) {
      cause = error;
    }
  }
  throw new BackendError('cpu: the host has no address space left for a WASM memory', { cause });
}

function createHeap(linear: LinearMemory): Heap {
  const { memory } = linear;
  return {
    allocate(dtype: DType, length: number) {
      const address = linear.allocate(length * 4);
      return dtype === 'int32'
        ? new Int32Array(memory.buffer, address, length)
        : new Float32Array(memory.buffer, address, length);
    },
    release(data) {
      linear.free(data.byteOffset);
    },
  };
}

function abort(): never {
  throw new BackendError('cpu: a kernel stopped, which is a defect of the kernel');
}
