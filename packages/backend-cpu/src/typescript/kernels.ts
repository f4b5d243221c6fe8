import type { CpuKernels } from '../kernels.ts';
import { adamStep } from './adam-step.ts';
import { argmax } from './argmax.ts';
import { avgPoolGradient } from './avg-pool-gradient.ts';
import { avgPool } from './avg-pool.ts';
import { binary } from './binary.ts';
import { col2im } from './col2im.ts';
import { convTranspose } from './conv-transpose.ts';
import { convWeightGradient } from './conv-weight-gradient.ts';
import { conv } from './conv.ts';
import { copy } from './copy.ts';
import { fill } from './fill.ts';
import { gather } from './gather.ts';
import { gemm } from './gemm.ts';
import { im2col } from './im2col.ts';
import { maxPoolGradient } from './max-pool-gradient.ts';
import { maxPool } from './max-pool.ts';
import { reduce } from './reduce.ts';
import { scatterAdd } from './scatter-add.ts';
import { sgdStep } from './sgd-step.ts';
import { skipsColumns } from './skips-columns.ts';
import { softmax } from './softmax.ts';
import { unary } from './unary.ts';

/** The kernels in plain TypeScript. */
export const typescriptKernels: CpuKernels = {
  workspace: { preferredBytes: 8 * 2 ** 20, convTranspose: 'columns', skipsColumns },
  im2col,
  col2im,
  gemm,
  convTranspose,
  unary,
  binary,
  reduce,
  argmax,
  copy,
  fill,
  maxPool,
  maxPoolGradient,
  avgPool,
  avgPoolGradient,
  overrides: { conv, convWeightGradient, softmax, gather, scatterAdd, sgdStep, adamStep },
};
