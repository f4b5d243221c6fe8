import type { Backend } from '../backend/backend.ts';
import type { BackendBuffer } from '../backend/storage.ts';
import { BYTES_PER_ELEMENT } from './buffer-pool.ts';

/**
 * The arena: one scratch buffer a backend, shared by everything that never runs at the same time, such as the layers of
 * a network. It is as large as the largest request so far (the maximum over the layers, not their sum).
 *
 * Its content is unspecified between two operations.
 */
export class Workspace {
  readonly #buffers = new Map<Backend, BackendBuffer>();

  /**
   * The scratch buffer of `backend`, of at least `length` float32 elements. Growing replaces it, so nobody may keep it
   * past the operation that asked.
   */
  reserve(backend: Backend, length: number): BackendBuffer {
    const held = this.#buffers.get(backend);
    if (held !== undefined && held.length >= length) return held;
    if (held !== undefined) {
      // Freed first: old and new together may be more than there is.
      this.#buffers.delete(backend);
      backend.free(held);
    }
    const buffer = backend.allocate('float32', length);
    this.#buffers.set(backend, buffer);
    return buffer;
  }

  /** Bytes held on `backend`. */
  bytes(backend: Backend): number {
    return (this.#buffers.get(backend)?.length ?? 0) * BYTES_PER_ELEMENT;
  }

  /** Gives the buffer back. Nobody can take it afterwards. */
  dispose(): void {
    for (const [backend, buffer] of this.#buffers) backend.free(buffer);
    this.#buffers.clear();
  }
}
