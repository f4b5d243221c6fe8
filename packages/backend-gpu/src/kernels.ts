import type {
  ConvolutionKernels,
  ElementwiseKernels,
  MovementKernels,
  PoolingKernels,
  ReductionKernels,
} from '@gemmule/core';
import type { GpuBuffer } from './gpu-buffer.ts';
import { argmax } from './kernels/argmax.ts';
import { avgPoolGradient } from './kernels/avg-pool-gradient.ts';
import { avgPool } from './kernels/avg-pool.ts';
import { binary } from './kernels/binary.ts';
import { col2im } from './kernels/col2im.ts';
import { convTranspose } from './kernels/conv-transpose.ts';
import { copy } from './kernels/copy.ts';
import { fill } from './kernels/fill.ts';
import { gemm } from './kernels/gemm.ts';
import { im2col } from './kernels/im2col.ts';
import { maxPoolGradient } from './kernels/max-pool-gradient.ts';
import { maxPool } from './kernels/max-pool.ts';
import { reduce } from './kernels/reduce.ts';
import { unary } from './kernels/unary.ts';
import type { Performer } from './perform.ts';
import type { Task } from './task.ts';

/** The kernels of the contract. */
export interface GpuKernels
  extends
    ConvolutionKernels<GpuBuffer>,
    ElementwiseKernels<GpuBuffer>,
    ReductionKernels<GpuBuffer>,
    MovementKernels<GpuBuffer>,
    PoolingKernels<GpuBuffer> {}

/** Each kernel is a function from its descriptor to a task, or to several in order. */
export function bindKernels({ perform }: Performer): GpuKernels {
  const one =
    <Op>(kernel: (op: Op) => Task) =>
    (op: Op): void =>
      perform(kernel(op));
  return {
    im2col: one(im2col),
    col2im: one(col2im),
    gemm: one(gemm),
    convTranspose: one(convTranspose),
    unary: one(unary),
    binary: one(binary),
    reduce: one(reduce),
    argmax: one(argmax),
    copy: one(copy),
    fill: one(fill),
    maxPool: (op) => maxPool(op).forEach(perform),
    maxPoolGradient: one(maxPoolGradient),
    avgPool: one(avgPool),
    avgPoolGradient: one(avgPoolGradient),
  };
}
