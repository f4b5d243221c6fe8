import { mapAdd, mapDiv, mapGemm, mapLeakyRelu, mapMatMul, mapMul, mapRelu, mapSub } from './arithmetic.ts';
import { mapBatchNormalization } from './batch-norm.ts';
import { mapCol2Im, mapConv, mapConvTranspose } from './convolution.ts';
import type { Mapper } from './mapping.ts';
import { mapPad, mapReshape, mapTranspose } from './movement.ts';
import { mapAveragePool, mapGlobalAveragePool, mapGlobalMaxPool, mapMaxPool } from './pooling.ts';
import { mapLogSoftmax, mapReduceMax, mapReduceMean, mapReduceMin, mapReduceSum, mapSoftmax } from './reduction.ts';
import type { VectorCase } from './vector.ts';

/** How each ONNX operator is expressed by our operations, or by the contract's kernels where there is no operation. */
const mappers: Readonly<Record<string, Mapper>> = {
  Add: mapAdd,
  AveragePool: mapAveragePool,
  BatchNormalization: mapBatchNormalization,
  Col2Im: mapCol2Im,
  Conv: mapConv,
  ConvTranspose: mapConvTranspose,
  Div: mapDiv,
  Gemm: mapGemm,
  GlobalAveragePool: mapGlobalAveragePool,
  GlobalMaxPool: mapGlobalMaxPool,
  LeakyRelu: mapLeakyRelu,
  LogSoftmax: mapLogSoftmax,
  MatMul: mapMatMul,
  MaxPool: mapMaxPool,
  Mul: mapMul,
  Pad: mapPad,
  ReduceMax: mapReduceMax,
  ReduceMean: mapReduceMean,
  ReduceMin: mapReduceMin,
  ReduceSum: mapReduceSum,
  Relu: mapRelu,
  Reshape: mapReshape,
  Softmax: mapSoftmax,
  Sub: mapSub,
  Transpose: mapTranspose,
};

/** Operators that are not ours to run. */
export const leftOutOperators: Readonly<Record<string, string>> = {
  Adagrad: 'no such optimiser in Gemmule yet',
  Adam: 'run in @gemmule/nn',
  Momentum: 'run in @gemmule/nn',
  NegativeLogLikelihoodLoss: 'run in @gemmule/nn',
  SoftmaxCrossEntropyLoss: 'run in @gemmule/nn',
};

/** Single cases of operators that we do run. */
export const leftOutCases: Readonly<Record<string, string>> = {};

/** Slack for vectors that somebody wrote down with few decimals; all others are float32 numbers in full. */
export const roundedVectors: Readonly<Record<string, number>> = {
  // 4 decimals, of the inputs as well as of the means over 9 of them.
  test_averagepool_2d_ceil_last_window_starts_on_pad: 1e-4,
};

/** What to do with a case: run it, or leave it out for a written reason. Undefined for one that nobody has looked at. */
export function decide({ name, op }: VectorCase): { readonly map: Mapper } | { readonly reason: string } | undefined {
  const reason = leftOutCases[name] ?? leftOutOperators[op];
  if (reason !== undefined) return { reason };
  const map = mappers[op];
  return map === undefined ? undefined : { map };
}
