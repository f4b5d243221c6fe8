import { type BackendBuffer, BackendError, type DType, type StorageKernels } from '@gemmule/core';

/**
 * A handle to elements in the memory of this backend. Here that memory is a typed array; on a device it would be an address
 * or a texture. Nobody but the kernels beside this file looks inside.
 */
export class MineBuffer implements BackendBuffer {
  readonly dtype: DType;
  readonly length: number;
  #data: Float32Array | Int32Array | undefined;

  constructor(dtype: DType, length: number) {
    this.dtype = dtype;
    this.length = length;
    this.#data = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
  }

  /** The elements. With a freed buffer a kernel must fail, not compute with what somebody else has there now. */
  get data(): Float32Array | Int32Array {
    if (this.#data === undefined) throw new BackendError('mine: this buffer was freed');
    return this.#data;
  }

  /** Lets go of the memory. The handle may live on, and must not keep it. */
  drop(): void {
    this.#data = undefined;
  }
}

export interface MineStorage extends StorageKernels<MineBuffer> {
  dispose(): void;
}

/** The memory of one backend. It knows which buffers are live, because the last of them end with the backend. */
export function createStorage(): MineStorage {
  const live = new Set<MineBuffer>();
  let allocations = 0;
  let bytes = 0;
  let isDisposed = false;

  function assertUsable(): void {
    if (isDisposed) throw new BackendError('mine: the backend was disposed');
  }

  // A copy in each direction: neither side sees what the other does to its array afterwards.
  function readSync(buffer: MineBuffer, length: number): Float32Array | Int32Array {
    return buffer.data.slice(0, length);
  }

  return {
    allocate(dtype, length) {
      assertUsable();
      const buffer = allocated(dtype, length);
      live.add(buffer);
      allocations += 1;
      bytes += 4 * length;
      return buffer;
    },

    free(buffer) {
      if (!live.delete(buffer)) throw new BackendError('mine: free: this buffer was freed, or is not from here');
      bytes -= 4 * buffer.length;
      buffer.drop();
    },

    write(buffer, data) {
      buffer.data.set(data);
    },

    // The copy is made now, not when the promise is looked at: a later kernel must not change it.
    async read(buffer, length) {
      return readSync(buffer, length);
    },

    readSync,

    memory() {
      assertUsable();
      return { allocations, buffers: live.size, bytes };
    },

    dispose() {
      isDisposed = true;
      for (const buffer of live) buffer.drop();
      live.clear();
    },
  };
}

/** Core frees idle buffers and asks once more after a BackendError, so running out of memory has to be one. */
function allocated(dtype: DType, length: number): MineBuffer {
  try {
    return new MineBuffer(dtype, length);
  } catch (cause) {
    throw new BackendError(`mine: no memory for ${length} ${dtype}`, { cause });
  }
}
