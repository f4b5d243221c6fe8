/*
 * The kernels of the WASM engines. A kernel is `(job, scratch, chunk)`: the address of its arguments, memory of this
 * thread's own, and which part of the work to do. Chunks of a job are independent and may run in any order on any thread.
 */
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

/** First byte that the module does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}
