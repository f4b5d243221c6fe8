import { type Backend, registerBackend } from '@gemmule/core';
import { Option } from 'commander';
import { adapterName } from './adapter.ts';

/** What `--backend` can name. A backend is imported when it is asked for: a program pays for the one it uses. */
export const backends = {
  cpu: async () => (await import('@gemmule/backend-cpu')).cpu(),
  gpu: async () => (await import('@gemmule/backend-gpu')).gpu({ engine: 'webgpu' }),
} satisfies Record<string, () => Promise<Backend>>;

export type BackendName = keyof typeof backends;

/** `--backend`, for `useEngine`. */
export function engineOption(): Option {
  return new Option('--backend <name>', 'what computes').choices(Object.keys(backends)).default('cpu');
}

/** Registers the backend, where tensors live from then on, and says which engine it is. */
export async function useEngine(name: BackendName): Promise<Backend> {
  const backend = await registerBackend<Backend>(backends[name]());
  console.log(`engine: ${backend.name} (${backend.engine}), Node.js ${process.versions.node}`);
  if (backend.engine === 'webgpu') console.log(`adapter: ${await adapterName()}`);
  return backend;
}
