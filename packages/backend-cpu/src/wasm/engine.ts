import { BackendError, type DType } from '@gemmule/core';
import type { Heap } from '../storage.ts';
import { createLinearMemory, type LinearMemory } from './memory.ts';

/** Names of the kernels that take `(job, scratch, chunk)`. */
export type KernelName =
  | 'pack'
  | 'multiply'
  | 'conv'
  | 'transposedWeights'
  | 'convWeightGradient'
  | 'winogradConv'
  | 'winogradWeights';

type Kernel = (job: number, scratch: number, chunk: number) => void;

type Exports = Readonly<Record<KernelName, Kernel>> & {
  heapBase(): number;
  unrollTiles(): void;
  magnitude(data: number, length: number): number;
};

/** A piece of work in independent parts. */
export interface Job {
  readonly kernel: KernelName;
  readonly chunks: number;
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
  /** Runs all chunks, and returns when they are done. */
  run(job: Job): void;
  /** The largest magnitude among some floats; NaN where there is one. */
  magnitude(address: number, length: number): number;
  dispose(): void;
}

/** 64 Ki pages are 4 GiB, all that 32-bit addresses reach. Address space only: pages are committed as they are used. */
const maximumPages = [65536, 32768, 16384];
const jobBytes = 256;

export function createEngine(module: WebAssembly.Module): WasmEngine {
  // Shared even with one thread: growing a shared memory leaves the arrays that look at it valid.
  const shared = createSharedMemory();
  const instance = new WebAssembly.Instance(module, { env: { memory: shared, abort } });
  const exports = instance.exports as unknown as Exports;
  const memory = createLinearMemory(shared, exports.heapBase());
  const job = memory.allocate(jobBytes);
  let integers = new Int32Array(shared.buffer, job, jobBytes / 4);
  let floats = new Float32Array(shared.buffer, job, jobBytes / 4);
  let scratch = 0;
  let scratchBytes = 0;

  function reserveScratch(bytes: number): void {
    if (bytes <= scratchBytes) return;
    if (scratch !== 0) memory.free(scratch);
    scratchBytes = 0;
    scratch = 0;
    scratch = memory.allocate(bytes);
    scratchBytes = bytes;
  }

  return {
    memory,
    heap: createHeap(memory),
    run({ kernel, chunks, scratchBytes: bytes, integers: whole, floats: real = {} }) {
      reserveScratch(bytes);
      const values = Object.values(whole);
      integers.set(values);
      floats.set(Object.values(real), values.length);
      for (let chunk = 0; chunk < chunks; chunk++) exports[kernel](job, scratch, chunk);
    },
    magnitude: (address, length) => exports.magnitude(address, length),
    dispose() {
      integers = new Int32Array(0);
      floats = new Float32Array(0);
    },
  };
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
