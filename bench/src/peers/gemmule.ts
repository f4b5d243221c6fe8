import { cpu, type CpuOptions } from '@gemmule/backend-cpu';
import core from '../../../packages/core/package.json' with { type: 'json' };
import { prepareOn } from './gemmule-tasks.ts';
import type { Peer } from './peer.ts';

export interface GemmuleOptions {
  /** What `cpu` calls its engine; whatever it takes by itself where there is none. */
  readonly engine?: string | undefined;
  readonly threads: number;
  /** Whether to let V8 pair 128-bit SIMD into AVX2, in every WebAssembly of the process. */
  readonly revectorize?: boolean;
}

/** Ours on the CPU. */
export async function gemmule(name: string, { engine, threads, revectorize = false }: GemmuleOptions): Promise<Peer> {
  // Whether there is such an engine is for `cpu` to say.
  const backend = await cpu({ engine: engine as CpuOptions['engine'], threads, revectorize });
  const [, kernels = backend.engine, count = '1'] = /^(.*) x(\d+)$/.exec(backend.engine) ?? [];
  return {
    name,
    version: core.version,
    engine: kernels,
    threads: Number(count),
    prepare: (...of) => prepareOn(backend, ...of),
    dispose: () => backend.dispose(),
  };
}
