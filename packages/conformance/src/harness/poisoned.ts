import type { Backend } from '@gemmule/core';
import { wrapBackend } from '../wrap-backend.ts';
import { INT_POISON } from './device.ts';

/**
 * The backend with memory that comes full of NaN, as the contract allows. Core hands its buffers on from operation to
 * operation, so whoever relies on clean memory gets away with it for long; here it shows at once.
 */
export function poisoned(backend: Backend): Backend {
  return wrapBackend(backend, {
    allocate: (dtype, length) => {
      const buffer = backend.allocate(dtype, length);
      const poison =
        dtype === 'float32' ? new Float32Array(length).fill(Number.NaN) : new Int32Array(length).fill(INT_POISON);
      backend.write(buffer, poison);
      return buffer;
    },
  });
}
