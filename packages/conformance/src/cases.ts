import type { ConformanceCase } from './harness/case.ts';
import { binaryCases } from './kernels/binary.ts';
import { col2imCases, im2colCases } from './kernels/columns.ts';
import { convTransposeCases } from './kernels/conv-transpose.ts';
import { gemmCases } from './kernels/gemm.ts';
import { copyCases, fillCases } from './kernels/movement.ts';
import { overrideConvCases } from './kernels/override-conv.ts';
import { overrideGatherCases } from './kernels/override-gather.ts';
import { overrideStepCases } from './kernels/override-steps.ts';
import { poolingCases } from './kernels/pooling.ts';
import { argmaxCases, reduceCases } from './kernels/reduce.ts';
import { storageCases } from './kernels/storage.ts';
import { storageLifetimeCases } from './kernels/storage-lifetime.ts';
import { unaryCases } from './kernels/unary.ts';
import { activationCases } from './ops/activations.ts';
import { adaptivePoolingCases } from './ops/adaptive-pooling.ts';
import { adjointCases } from './ops/adjoint.ts';
import { broadcastingCases } from './ops/broadcasting.ts';
import { convCases } from './ops/conv.ts';
import { convWorkspaceCases } from './ops/conv-workspace.ts';
import { elementwiseCases } from './ops/elementwise.ts';
import { gatherCases } from './ops/gather.ts';
import { lpPoolingCases } from './ops/lp-pooling.ts';
import { matmulCases } from './ops/matmul.ts';
import { movementCases } from './ops/movement.ts';
import { normalizationCases } from './ops/normalization.ts';
import { poolingOpCases } from './ops/pooling.ts';
import { reductionCases } from './ops/reduction.ts';
import { resamplingCases } from './ops/resampling.ts';
import { trainingCases } from './ops/training.ts';
import { unpoolingCases } from './ops/unpooling.ts';

/** Cases that drive the contract's methods directly. */
export const kernelCases: readonly ConformanceCase[] = [
  ...storageCases,
  ...storageLifetimeCases,
  ...im2colCases,
  ...col2imCases,
  ...gemmCases,
  ...convTransposeCases,
  ...unaryCases,
  ...binaryCases,
  ...reduceCases,
  ...argmaxCases,
  ...copyCases,
  ...fillCases,
  ...poolingCases,
  ...overrideConvCases,
  ...overrideGatherCases,
  ...overrideStepCases,
];

/** Cases that drive the public operations of core, and with them the derivations and the overrides. */
export const opCases: readonly ConformanceCase[] = [
  ...convCases,
  ...convWorkspaceCases,
  ...adjointCases,
  ...poolingOpCases,
  ...unpoolingCases,
  ...adaptivePoolingCases,
  ...lpPoolingCases,
  ...matmulCases,
  ...elementwiseCases,
  ...activationCases,
  ...broadcastingCases,
  ...reductionCases,
  ...normalizationCases,
  ...movementCases,
  ...gatherCases,
  ...resamplingCases,
  ...trainingCases,
];

/** All of them, in the order of the contract. Names are unique. */
export const conformanceCases: readonly ConformanceCase[] = [...kernelCases, ...opCases];

/**
 * One case of every kernel, required and optional: shows in seconds that nothing is broken altogether, as by a bundler. It
 * proves nothing else.
 */
export const smokeCases: readonly ConformanceCase[] = kernelCases.filter(
  ({ group }, index) => kernelCases.findIndex((one) => one.group === group) === index,
);
