import { type Backend, BackendError } from '@gemmule/core';
import { createDevice, type Device } from './device/device.ts';
import type { GpuBuffer } from './gpu-buffer.ts';
import { bindKernels } from './kernels.ts';
import type { GpuEngine, GpuOptions } from './options.ts';
import { bindOverrides } from './overrides.ts';
import { createPerformer, type Performer } from './perform.ts';
import { createStorage } from './storage.ts';
import { webGl2Kernels } from './webgl2/kernels.ts';
import { webGpuKernels } from './webgpu/kernels.ts';
import { workspace } from './workspace.ts';

const engines: readonly GpuEngine[] = ['webgpu', 'webgl2', 'gpu.js-cpu'];

/** `'gpu.js-cpu'` computes on no GPU, so it has to be asked for. */
const byDefault: readonly GpuEngine[] = ['webgpu', 'webgl2'];

/**
 * The GPU backend: float32, by gpu.js, in WebGPU or WebGL 2. What it chose is in `backend.engine`. In WebGPU, kernels run
 * later than they are called and `readSync` is missing; an error of theirs is thrown by the next call.
 *
 * @throws BackendError when the host does not have what was asked for, with the reason.
 * @example
 * ```ts no-run
 * import { ones, registerBackend, sum } from '@gemmule/core';
 * import { gpu } from '@gemmule/backend-gpu';
 *
 * const backend = await registerBackend(gpu());
 * console.log(backend.name, backend.engine); // gpu webgpu
 * console.log(await sum(ones([2, 3])).data()); // Float32Array [ 6 ]
 * ```
 */
export async function gpu(options: GpuOptions = {}): Promise<Backend<GpuBuffer>> {
  const { engine } = options;
  if (engine !== undefined && !engines.includes(engine)) {
    throw new BackendError(`gpu: there is no engine '${String(engine)}' (available: ${engines.join(', ')})`);
  }
  const reasons: string[] = [];
  for (const candidate of engine === undefined ? byDefault : [engine]) {
    try {
      return backendOn(await createDevice(candidate));
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new BackendError(`gpu: this host cannot run ${reasons.join('; ')}`);
}

/** The backend that computes on a device, and ends it. */
export function backendOn(device: Device): Backend<GpuBuffer> {
  const performer = createPerformer(device);
  const { overrides, ...kernels } = fastKernels(performer);
  return {
    name: 'gpu',
    engine: device.engine,
    workspace,
    ...createStorage(performer),
    ...bindKernels(performer),
    ...kernels,
    overrides: { ...bindOverrides(performer), ...overrides },
  };
}

/** What an engine has in the place of the portable kernels. */
function fastKernels(performer: Performer): Partial<Backend<GpuBuffer>> {
  const { engine } = performer.device;
  if (engine === 'webgl2') return webGl2Kernels(performer);
  return engine === 'webgpu' ? webGpuKernels(performer) : {};
}
