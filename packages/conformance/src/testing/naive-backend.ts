import { type Backend, BackendError, type StorageKernels } from '@gemmule/core';
import { convolutionKernels } from './naive/convolution.ts';
import { elementwiseKernels } from './naive/elementwise.ts';
import { movementKernels } from './naive/movement.ts';
import { poolingKernels } from './naive/pooling.ts';
import { reductionKernels } from './naive/reduction.ts';
import type { NaiveBuffer } from './naive/walk.ts';

/**
 * A whole backend in its simplest form: the required kernels, straight from the contract, and no overrides. It shows
 * authors how little is needed, and that these kernels alone are enough for everything. Not fast, and not meant to be.
 *
 * @param name what to register it as.
 * @throws Nothing.
 * @example
 * ```ts
 * await registerBackend(naiveBackend());
 * ```
 */
export function naiveBackend(name = 'naive'): Backend<NaiveBuffer> {
  const { storage, dispose } = naiveStorage(name);
  return {
    name,
    engine: 'naive-typescript',
    workspace: { preferredBytes: 1 << 24, convTranspose: 'none' },
    ...storage,
    ...convolutionKernels,
    ...elementwiseKernels,
    ...reductionKernels,
    ...movementKernels,
    ...poolingKernels,
    dispose,
  };
}

/** Buffers are typed arrays. A disposed backend has emptied them all, so a kernel on one of them throws. */
function naiveStorage(name: string): { storage: StorageKernels<NaiveBuffer>; dispose: () => void } {
  const live = new Map<NaiveBuffer, { data: NaiveBuffer['data'] | undefined }>();
  let allocations = 0;
  let disposed = false;

  const storage: StorageKernels<NaiveBuffer> = {
    allocate(dtype, length) {
      if (disposed) throw new BackendError(`backend '${name}' was disposed`);
      const box = { data: dtype === 'float32' ? new Float32Array(length) : new Int32Array(length) };
      const held: { data: NaiveBuffer['data'] | undefined } = box;
      const buffer: NaiveBuffer = {
        dtype,
        length,
        get data() {
          if (held.data === undefined) throw new BackendError(`backend '${name}': this buffer was freed`);
          return held.data;
        },
      };
      live.set(buffer, held);
      allocations += 1;
      return buffer;
    },
    free(buffer) {
      const held = live.get(buffer);
      if (held === undefined) throw new BackendError(`backend '${name}': this buffer was freed already`);
      held.data = undefined;
      live.delete(buffer);
    },
    write: (buffer, data) => buffer.data.set(data),
    read: async (buffer, length) => buffer.data.slice(0, length),
    readSync: (buffer, length) => buffer.data.slice(0, length),
    memory: () => ({
      allocations,
      buffers: live.size,
      bytes: [...live.keys()].reduce((bytes, buffer) => bytes + 4 * buffer.length, 0),
    }),
  };

  const dispose = (): void => {
    disposed = true;
    for (const held of live.values()) held.data = undefined;
    live.clear();
  };
  return { storage, dispose };
}
