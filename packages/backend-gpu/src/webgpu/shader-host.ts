import type { Device } from '../device/device.ts';
import type { KernelSource } from '../device/programs.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Performer, Source } from '../perform.ts';
import { type Shader, sourceOfShader } from './shader.ts';

/** What the kernels of WebGPU run with. All of them run in the order of the calls. */
export interface ShaderHost {
  readonly perform: Performer['perform'];
  readonly performShader: (shader: Shader) => void;
  /** Runs a kernel that fills `output`, with `sources` as its parameters. */
  readonly run: (output: GpuBuffer, sources: readonly Source[], kernel: KernelSource) => void;
  readonly withScratch: Performer['withScratch'];
  readonly device: Device;
}

export function createShaderHost({ device, perform, launch, withScratch }: Performer): ShaderHost {
  const run: ShaderHost['run'] = (output, inputs, source) => launch({ source, inputs, outputs: [output] });
  return {
    perform,
    run,
    performShader(shader) {
      const { output, inputs, numbers = {} } = shader;
      run(output, [...Object.values(inputs), ...Object.values(numbers)], sourceOfShader(shader));
    },
    withScratch,
    device,
  };
}
