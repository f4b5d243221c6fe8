import type { Backend } from '../backend/backend.ts';
import type { BackendBuffer, DType } from '../backend/storage.ts';

/** Idle buffers are kept up to this many bytes a backend; beyond it the longest idle one is freed first. */
const MAX_IDLE_BYTES = 1 << 30;
export const BYTES_PER_ELEMENT = 4;

/** Of one type and length. */
interface IdleBuffers {
  readonly buffers: BackendBuffer[];
  lastRelease: number;
}

/**
 * Free buffers of one backend by exact type and length. Training repeats the same shapes, so after its first step every
 * request is met from here and the backend allocates nothing more.
 */
export class BufferPool {
  readonly backend: Backend;
  readonly #idle = new Map<number, IdleBuffers>();
  /** Counts the releases. */
  #now = 0;
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
    let buffer = this.#idle.get(key)?.buffers.pop();
    if (buffer === undefined) buffer = this.#allocate(dtype, length);
    else this.#idleBytes -= length * BYTES_PER_ELEMENT;
    this.#liveBytes += length * BYTES_PER_ELEMENT;
    this.#liveBuffers += 1;
    return buffer;
  }

  release(buffer: BackendBuffer): void {
    const key = keyOf(buffer.dtype, buffer.length);
    let idle = this.#idle.get(key);
    if (idle === undefined) this.#idle.set(key, (idle = { buffers: [], lastRelease: 0 }));
    idle.buffers.push(buffer);
    idle.lastRelease = ++this.#now;
    const bytes = buffer.length * BYTES_PER_ELEMENT;
    this.#liveBytes -= bytes;
    this.#liveBuffers -= 1;
    this.#idleBytes += bytes;
    if (this.#idleBytes > MAX_IDLE_BYTES) this.trim(MAX_IDLE_BYTES);
  }

  /** Frees idle buffers until at most `bytes` of them are left, sizes that were not released for long first. */
  trim(bytes = 0): void {
    const oldestFirst = [...this.#idle].sort(([, a], [, b]) => a.lastRelease - b.lastRelease);
    for (const [key, { buffers }] of oldestFirst) {
      while (this.#idleBytes > bytes) {
        const buffer = buffers.pop();
        if (buffer === undefined) break;
        this.#idleBytes -= buffer.length * BYTES_PER_ELEMENT;
        this.backend.free(buffer);
      }
      if (buffers.length > 0) return;
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

/** Numbers, which a Map finds without building a string. */
function keyOf(dtype: DType, length: number): number {
  return dtype === 'int32' ? -1 - length : length;
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
