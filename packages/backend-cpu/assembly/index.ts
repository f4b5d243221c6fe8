/*
 * The kernels of the WASM engines. A kernel is `(job, scratch, chunk)`: the address of its arguments, memory of this
 * thread's own, and which part of the work to do. Chunks of a job are independent and may run in any order on any thread.
 */
import { tileRows as rows } from './gemm/tile';

export { unrollTiles } from './gemm/tile';
export { multiply, pack } from './gemm/multiply';
export { conv } from './conv/conv';
export { transposedWeights } from './conv/transposed-weights';
export { convWeightGradient } from './conv/weight-gradient';
export { winogradConv } from './winograd/conv';
export { winogradWeights } from './winograd/weights';
export { magnitude } from './magnitude';
export { depthwiseConv } from './depthwise/conv';
export { depthwiseConvTranspose } from './depthwise/conv-transpose';
export { depthwiseConvWeightGradient } from './depthwise/conv-weight-gradient';
export { absolute as abs, affine, leakyRelu, relu, sign, square, squareRoot as sqrt, step } from './elementwise/simple';
export { exponential as exp, logarithm as log, sigmoid, silu, tanh } from './elementwise/exponential';
export { erf, gelu } from './elementwise/error-function';
export { add, div, equal, greater, maximum, minimum, mul, sub } from './elementwise/binary';
export { sumColumns, sumRows } from './reduce/sum';
export { maxColumns, maxRows, minColumns, minRows } from './reduce/extremum';
export { softmaxRows } from './softmax/rows';
export { softmaxColumns } from './softmax/columns';
export { sgdStep } from './optimizer/sgd-step';
export { adamStep } from './optimizer/adam-step';
export { maxPool } from './pool/max-pool';
export { maxPoolGradient } from './pool/max-pool-gradient';
export { avgPool } from './pool/avg-pool';
export { avgPoolGradient } from './pool/avg-pool-gradient';
export { copyLines } from './movement/copy-lines';
export { transpose } from './movement/transpose';
export { fill } from './movement/fill';
export { im2col } from './movement/im2col';
export { col2im } from './movement/col2im';

/** Rows of the register tile. */
export function tileRows(): i32 {
  return rows;
}

/** First byte that the module does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}
