import type { Backend } from '@gemmule/core';
import * as convolution from './convolution.ts';
import * as elementwise from './elementwise.ts';
import * as movement from './movement.ts';
import * as pooling from './pooling.ts';
import * as reduction from './reduction.ts';
import { createStorage, type MineBuffer } from './storage.ts';

export type { MineBuffer } from './storage.ts';

/**
 * The backend. The files of kernels export kernels and nothing else, so that they can be spread here.
 *
 * @example
 * ```ts
 * import { registerBackend } from '@gemmule/core';
 * import { mine } from 'gemmule-backend-mine';
 *
 * await registerBackend(mine());
 * ```
 */
export function mine(): Backend<MineBuffer> {
  return {
    name: 'mine',
    engine: 'typescript',
    workspace: { preferredBytes: 16 * 2 ** 20, convTranspose: 'none' },
    ...createStorage(),
    ...movement,
    ...elementwise,
    ...reduction,
    ...convolution,
    ...pooling,
  };
}
