import type {
  ConvolutionKernels,
  ElementwiseKernels,
  MovementKernels,
  Overrides,
  PoolingKernels,
  ReductionKernels,
  WorkspacePreference,
} from '@gemmule/core';
import type { CpuBuffer } from './cpu-buffer.ts';

/**
 * All that an engine of the CPU backend computes with: a function of its descriptor for each kernel. Buffers come from the
 * storage and are only seen through `floats` and `ints`, so an engine may replace a single kernel of another's table.
 */
export interface CpuKernels
  extends
    ConvolutionKernels<CpuBuffer>,
    ElementwiseKernels<CpuBuffer>,
    ReductionKernels<CpuBuffer>,
    MovementKernels<CpuBuffer>,
    PoolingKernels<CpuBuffer> {
  readonly workspace: WorkspacePreference;
  readonly overrides: Overrides<CpuBuffer>;
}
