import type { CpuBuffer } from '../cpu-buffer.ts';
import type { CpuKernels } from '../kernels.ts';
import { convTransposeByColumns } from '../typescript/columns-transpose.ts';
import { typescriptKernels } from '../typescript/kernels.ts';
import { skipsColumns } from '../typescript/skips-columns.ts';
import { planeAxes } from './conv-geometry.ts';
import { createConvTranspose, takesPhases } from './conv-transpose.ts';
import { createConvWeightGradient } from './conv-weight-gradient.ts';
import { createConv } from './conv.ts';
import { createDepthwise } from './depthwise.ts';
import { createBinary, createUnary } from './elementwise.ts';
import type { WasmEngine } from './engine.ts';
import { createGemm } from './gemm.ts';
import { createColumns, createCopy, createFill } from './movement.ts';
import { createAdamStep, createSgdStep } from './optimizer.ts';
import type { PackedWeights } from './packed-weights.ts';
import { createPooling } from './pool.ts';
import { createReduce } from './reduce.ts';
import { createSoftmax } from './softmax.ts';
import { createWinograd } from './winograd.ts';

/** The kernels in WASM, and those in TypeScript, on the same memory, for what has none. */
export function createWasmKernels(
  engine: WasmEngine,
  packedWeights: PackedWeights,
  precision: 'fast' | 'exact',
): CpuKernels {
  const { overrides, workspace } = typescriptKernels;
  const gemm = createGemm(engine);
  const columns = createColumns(engine);
  const depthwise = createDepthwise(engine);
  const conv = createConv(engine, packedWeights);
  const convTranspose = createConvTranspose(engine, packedWeights);
  const convWeightGradient = createConvWeightGradient(engine);
  const winograd = precision === 'exact' ? undefined : createWinograd(engine, packedWeights);
  return countingWrites(packedWeights, {
    ...typescriptKernels,
    workspace: {
      ...workspace,
      skipsColumns(product, dimensions) {
        const { geometry } = dimensions;
        const here = product === 'transposed' ? takesPhases(dimensions) : planeAxes(geometry) !== undefined;
        return depthwise.fits(dimensions) || here || skipsColumns(product, dimensions);
      },
    },
    gemm,
    unary: createUnary(engine),
    binary: createBinary(engine),
    reduce: createReduce(engine),
    copy: createCopy(engine),
    fill: createFill(engine),
    ...columns,
    ...createPooling(engine),
    convTranspose(op) {
      if (depthwise.convTranspose(op)) return;
      if ((winograd?.convTranspose(op) ?? false) || convTranspose(op)) return;
      if (op.columns === undefined) typescriptKernels.convTranspose(op);
      else convTransposeByColumns(op, op.columns, { gemm, col2im: (of) => columns.col2im(of) });
    },
    overrides: {
      ...overrides,
      conv: (op) => depthwise.conv(op) || (winograd?.conv(op) ?? false) || conv(op) || overrides.conv(op),
      convWeightGradient: (op) =>
        depthwise.convWeightGradient(op) || convWeightGradient(op) || overrides.convWeightGradient(op),
      softmax: createSoftmax(engine),
      sgdStep: createSgdStep(engine),
      adamStep: createAdamStep(engine),
    },
  });
}

/** Tells `packedWeights` which buffers a kernel writes. */
function countingWrites(packedWeights: PackedWeights, kernels: CpuKernels): CpuKernels {
  const before =
    <Op, Result>(targets: (op: Op) => readonly (CpuBuffer | undefined)[], kernel: (op: Op) => Result) =>
    (op: Op): Result => {
      for (const buffer of targets(op)) if (buffer !== undefined) packedWeights.touch(buffer);
      return kernel(op);
    };
  const { overrides } = kernels;
  return {
    workspace: kernels.workspace,
    im2col: before(
      ({ columns }) => [columns],
      (op) => kernels.im2col(op),
    ),
    col2im: before(
      ({ images }) => [images],
      (op) => kernels.col2im(op),
    ),
    gemm: before(
      ({ c }) => [c.buffer],
      (op) => kernels.gemm(op),
    ),
    convTranspose: before(
      ({ y, columns }) => [y, columns],
      (op) => kernels.convTranspose(op),
    ),
    unary: before(
      ({ y }) => [y],
      (op) => kernels.unary(op),
    ),
    binary: before(
      ({ y }) => [y],
      (op) => kernels.binary(op),
    ),
    reduce: before(
      ({ y }) => [y],
      (op) => kernels.reduce(op),
    ),
    argmax: before(
      ({ y }) => [y],
      (op) => kernels.argmax(op),
    ),
    copy: before(
      ({ y }) => [y],
      (op) => kernels.copy(op),
    ),
    fill: before(
      ({ y }) => [y],
      (op) => kernels.fill(op),
    ),
    maxPool: before(
      ({ y, indices }) => [y, indices],
      (op) => kernels.maxPool(op),
    ),
    maxPoolGradient: before(
      ({ dx }) => [dx],
      (op) => kernels.maxPoolGradient(op),
    ),
    avgPool: before(
      ({ y }) => [y],
      (op) => kernels.avgPool(op),
    ),
    avgPoolGradient: before(
      ({ dx }) => [dx],
      (op) => kernels.avgPoolGradient(op),
    ),
    overrides: {
      conv: before(
        ({ y }) => [y],
        (op) => overrides.conv(op),
      ),
      convWeightGradient: before(
        ({ dWeight }) => [dWeight],
        (op) => overrides.convWeightGradient(op),
      ),
      softmax: before(
        ({ y }) => [y],
        (op) => overrides.softmax(op),
      ),
      gather: before(
        ({ y }) => [y],
        (op) => overrides.gather(op),
      ),
      scatterAdd: before(
        ({ dx }) => [dx],
        (op) => overrides.scatterAdd(op),
      ),
      sgdStep: before(
        ({ parameter, velocity }) => [parameter, velocity],
        (op) => overrides.sgdStep(op),
      ),
      adamStep: before(
        ({ parameter, firstMoment, secondMoment }) => [parameter, firstMoment, secondMoment],
        (op) => overrides.adamStep(op),
      ),
    },
  };
}
