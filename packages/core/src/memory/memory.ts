import type { Backend } from '../backend/backend.ts';
import { getBackend } from '../backend/registry.ts';
import { poolOf } from './buffer-pool.ts';

/** What a backend's memory is used for. */
export interface MemoryStatistics {
  /** Buffers in use by tensors and by recorded computations. */
  readonly liveBuffers: number;
  /** Bytes in buffers that tensors or the graph hold. */
  readonly liveBytes: number;
  /** Bytes in buffers that wait in the pool to be used again. */
  readonly idleBytes: number;
  /** How often the backend has been asked for new memory. It stands still in the steady state. */
  readonly allocations: number;
  /** All bytes the backend holds: live, idle and workspaces. */
  readonly bytes: number;
}

/**
 * Memory in use on `backend` (by default the current one).
 *
 * @throws BackendError when there is no backend.
 * @example
 * ```ts
 * const step = () => scope(() => void square(ones([64, 64])));
 * step();
 * const before = memory().allocations;
 * step();
 * console.log(memory().allocations - before);   // 0: from the second step on
 * ```
 */
export function memory(backend: Backend = getBackend()): MemoryStatistics {
  const pool = poolOf(backend);
  const { allocations, bytes } = backend.memory();
  return { liveBuffers: pool.liveBuffers, liveBytes: pool.liveBytes, idleBytes: pool.idleBytes, allocations, bytes };
}

/**
 * Gives the pool's idle buffers back to the host.
 *
 * @throws BackendError when there is no backend.
 * @example
 * ```ts
 * ones([1000]).dispose();   // its memory waits for the next tensor of that size
 * trimMemory();
 * ```
 */
export function trimMemory(backend: Backend = getBackend()): void {
  poolOf(backend).trim();
}
