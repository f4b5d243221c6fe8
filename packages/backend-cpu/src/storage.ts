import { BackendError, type DType, type StorageKernels, type StorageStatistics } from '@gemmule/core';
import { elements, type CpuBuffer } from './cpu-buffer.ts';

const bytesPerElement = 4;

/** Kernels count elements in 32-bit integers. */
const maxLength = 2 ** 31 - 1;

/** Where an engine's arrays live. */
export interface Heap {
  /** @throws BackendError when the memory is not to be had */
  allocate(dtype: DType, length: number): Float32Array | Int32Array;
  /** Called once for each array, when its buffer is freed or the backend disposed. */
  release(data: Float32Array | Int32Array): void;
}

/** Arrays of the host, which its garbage collector frees. */
export const hostHeap: Heap = {
  allocate(dtype, length) {
    try {
      return dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
    } catch (cause) {
      throw new BackendError(`cpu: allocate: ${demand(dtype, length)} are not to be had`, { cause });
    }
  },
  release() {},
};

/** Memory of one CPU backend, and what ends it. */
export interface CpuStorage extends Required<StorageKernels<CpuBuffer>> {
  dispose(): void;
}

/** Buffers as typed arrays. Whoever keeps a handle to a freed one keeps no memory. */
export function createStorage(heap: Heap = hostHeap): CpuStorage {
  const live = new Set<CpuBuffer>();
  let allocations = 0;
  let bytes = 0;
  let isDisposed = false;

  function assertUsable(operation: string): void {
    if (isDisposed) throw new BackendError(`cpu: ${operation}: the backend is disposed`);
  }

  function release(buffer: CpuBuffer): void {
    heap.release(elements(buffer));
    buffer.data = undefined;
  }

  function readSync(buffer: CpuBuffer, length: number, into?: Float32Array | Int32Array): Float32Array | Int32Array {
    assertUsable('read');
    assertFits('read', buffer, length);
    const part = elements(buffer).subarray(0, length);
    if (into !== undefined) {
      into.set(part);
      return into;
    }
    // Faster than `slice` where the array is on shared memory.
    return part instanceof Int32Array ? new Int32Array(part) : new Float32Array(part);
  }

  return {
    allocate(dtype: DType, length: number): CpuBuffer {
      assertUsable('allocate');
      assertLength(dtype, length);
      const buffer: CpuBuffer = { dtype, length, data: heap.allocate(dtype, length) };
      live.add(buffer);
      allocations += 1;
      bytes += length * bytesPerElement;
      return buffer;
    },
    free(buffer: CpuBuffer): void {
      assertUsable('free');
      if (!live.delete(buffer)) {
        throw new BackendError(
          `cpu: free: the buffer of ${buffer.length} ${buffer.dtype} is not allocated here (any more)`,
        );
      }
      bytes -= buffer.length * bytesPerElement;
      release(buffer);
    },
    write(buffer: CpuBuffer, data: Float32Array | Int32Array): void {
      assertUsable('write');
      assertFits('write', buffer, data.length);
      elements(buffer).set(data);
    },
    // Copied at once, so that a later kernel cannot change what was asked for.
    async read(buffer: CpuBuffer, length: number): Promise<Float32Array | Int32Array> {
      return readSync(buffer, length);
    },
    readSync,
    memory(): StorageStatistics {
      assertUsable('memory');
      return { allocations, buffers: live.size, bytes };
    },
    dispose(): void {
      for (const buffer of live) release(buffer);
      live.clear();
      bytes = 0;
      isDisposed = true;
    },
  };
}

function assertFits(operation: string, buffer: CpuBuffer, length: number): void {
  if (length > buffer.length) {
    throw new BackendError(`cpu: ${operation}: ${length} elements asked of a buffer that has ${buffer.length}`);
  }
}

function assertLength(dtype: DType, length: number): void {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new BackendError(`cpu: allocate: length ${length} is not a whole number of elements`);
  }
  if (length > maxLength) {
    throw new BackendError(`cpu: allocate: ${demand(dtype, length)} are more than a buffer can hold`);
  }
}

function demand(dtype: DType, length: number): string {
  return `out of memory, ${Math.ceil((length * bytesPerElement) / 2 ** 20)} MiB for ${length} ${dtype}`;
}
