import type { Backend } from '../backend/backend.ts';
import type { BackendBuffer, DType } from '../backend/storage.ts';
import { poolOf } from './buffer-pool.ts';

/** A pooled buffer held by one or more tensors (a reshape shares it) and by the graph that needs it for gradients. */
export class SharedStorage {
  readonly backend: Backend;
  readonly buffer: BackendBuffer;
  /** Counts writes in place, so that a gradient can tell that a value it kept has been changed since. */
  version = 0;
  #references = 1;

  constructor(backend: Backend, dtype: DType, length: number) {
    this.backend = backend;
    this.buffer = poolOf(backend).acquire(dtype, length);
  }

  retain(): this {
    this.#references += 1;
    return this;
  }

  release(): void {
    this.#references -= 1;
    if (this.#references === 0) poolOf(this.backend).release(this.buffer);
  }
}
