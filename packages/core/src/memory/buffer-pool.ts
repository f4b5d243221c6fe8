import type { Backend } from '../backend/backend.ts';
import type { BackendBuffer, DType } from '../backend/storage.ts';

/** Idle buffers are kept up to this many bytes a backend; beyond it the longest idle one is freed first. */
const MAX_IDLE_BYTES = 1 << 30;
export const BYTES_PER_ELEMENT = 4;

/**
 * Free buffers of one backend by exact type and length. Training repeats the same shapes, so after its first step every
 * request is met from here and the backend allocates nothing more.
 */
export class BufferPool {
  readonly backend: Backend;
  /** Least recently released key first: a Map keeps insertion order. */
  readonly #idle = new Map<string, BackendBuffer[]>();
  #idleBytes = 0;
  #liveBytes = 0;
  #liveBuffers = 0;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  get idleBytes(): number {
    return this.#idleBytes;
  }

  get liveBytes(): number {
    return this.#liveBytes;
  }

  get liveBuffers(): number {
    return this.#liveBuffers;
  }

  /** A buffer with unspecified content. @throws BackendError when out of memory, even after freeing idle buffers. */
  acquire(dtype: DType, length: number): BackendBuffer {
    const key = keyOf(dtype, length);
    const list = this.#idle.get(key);
    let buffer = list?.pop();
    if (list !== undefined && list.length === 0) this.#idle.delete(key);
    if (buffer === undefined) buffer = this.#allocate(dtype, length);
    else this.#idleBytes -= length * BYTES_PER_ELEMENT;
    this.#liveBytes += length * BYTES_PER_ELEMENT;
    this.#liveBuffers += 1;
    return buffer;
  }

  release(buffer: BackendBuffer): void {
    const key = keyOf(buffer.dtype, buffer.length);
    const list = this.#idle.get(key) ?? [];
    list.push(buffer);
    this.#idle.delete(key);
    this.#idle.set(key, list);
    const bytes = buffer.length * BYTES_PER_ELEMENT;
    this.#liveBytes -= bytes;
    this.#liveBuffers -= 1;
    this.#idleBytes += bytes;
    if (this.#idleBytes > MAX_IDLE_BYTES) this.trim(MAX_IDLE_BYTES);
  }

  /** Frees idle buffers until at most `bytes` of them are left. */
  trim(bytes = 0): void {
    for (const [key, list] of this.#idle) {
      while (list.length > 0 && this.#idleBytes > bytes) {
        const buffer = list.pop();
        if (buffer === undefined) break;
        this.#idleBytes -= buffer.length * BYTES_PER_ELEMENT;
        this.backend.free(buffer);
      }
      if (list.length > 0) return;
      this.#idle.delete(key);
    }
  }

  #allocate(dtype: DType, length: number): BackendBuffer {
    try {
      return this.backend.allocate(dtype, length);
    } catch (error) {
      if (this.#idleBytes === 0) throw error;
      this.trim();
      return this.backend.allocate(dtype, length);
    }
  }
}

function keyOf(dtype: DType, length: number): string {
  return `${dtype}:${length}`;
}

const pools = new WeakMap<Backend, BufferPool>();

/** The one pool of a backend. */
export function poolOf(backend: Backend): BufferPool {
  let pool = pools.get(backend);
  if (pool === undefined) {
    pool = new BufferPool(backend);
    pools.set(backend, pool);
  }
  return pool;
}
