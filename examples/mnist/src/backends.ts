import type { Backend } from '@gemmule/core';

/**
 * What `--backend` can name. A backend is imported when it is asked for: a program pays for the one it uses.
 */
export const backends = {
  cpu: async () => (await import('@gemmule/backend-cpu')).cpu(),
  gpu: async () => (await import('@gemmule/backend-gpu')).gpu({ engine: 'webgpu' }),
} satisfies Record<string, () => Promise<Backend>>;

export type BackendName = keyof typeof backends;
