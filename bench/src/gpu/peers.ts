import { gpu } from '@gemmule/backend-gpu';
import tfjsWebGpu from '@tensorflow/tfjs-backend-webgpu/package.json' with { type: 'json' };
import core from '../../../packages/core/package.json' with { type: 'json' };
import { prepareOn } from '../peers/gemmule-tasks.ts';
import type { Peer } from '../peers/peer.ts';
import { tfjs } from '../peers/tfjs.ts';
import { type Adapter, rasterised } from './adapter.ts';
import type { Engine } from './options.ts';

/** Ours and that of tfjs which uses the same interface of the page. For a page alone: nothing here is of Node.js. */
export async function peersOn(engine: Engine, { isSoftware }: Adapter): Promise<[Peer, Peer]> {
  return [await gemmuleGpu(engine, isSoftware), await makers[engine]()];
}

async function gemmuleGpu(engine: Engine, isSoftware: boolean): Promise<Peer> {
  const backend = await gpu({ engine });
  return {
    name: 'gemmule-gpu',
    version: core.version,
    engine: isSoftware ? rasterised(engine) : backend.engine,
    threads: 1,
    defers: true,
    prepare: (...of) => prepareOn(backend, ...of),
    dispose: () => backend.dispose(),
  };
}

const makers = {
  webgl2: async () => tfjsGpu('webgl', (await import('@tensorflow/tfjs-backend-webgl')).version_webgl),
  webgpu: async () => {
    await import('@tensorflow/tfjs-backend-webgpu');
    return tfjsGpu('webgpu', tfjsWebGpu.version);
  },
} satisfies Record<Engine, () => Promise<Peer>>;

async function tfjsGpu(backend: 'webgl' | 'webgpu', version: string): Promise<Peer> {
  // Not in the package's types; only `@tensorflow/tfjs`, a package of everything, imports it by itself.
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  const made = await tfjs(backend);
  if (made.engine !== backend) throw new Error(`tfjs has no ${backend} here`);
  return { ...made, name: `tfjs-${backend}`, version, threads: 1, defers: true };
}
