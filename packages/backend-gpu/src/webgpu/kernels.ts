import type { Backend } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Performer } from '../perform.ts';
import { workspace } from '../workspace.ts';
import { convKernels, isEmpty } from './conv-kernels.ts';
import { gemmKernel, gemmKernelOfFours } from './gemm-kernel.ts';
import { createShaderHost } from './shader-host.ts';

/** What WebGPU has in the place of the portable kernels. */
export type WebGpuKernels = Partial<Pick<Backend<GpuBuffer>, 'gemm' | 'convTranspose' | 'overrides' | 'workspace'>>;

export function webGpuKernels(performer: Performer): WebGpuKernels {
  const host = createShaderHost(performer);
  if (!performer.device.hasWgsl) return { gemm: gemmKernelOfFours(host) };
  return {
    ...convKernels(host),
    gemm: gemmKernel(host),
    workspace: { ...workspace, skipsColumns: (_, dimensions) => !isEmpty(dimensions) },
  };
}
