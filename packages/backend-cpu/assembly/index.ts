/*
 * The kernels of the WASM engines. A kernel is `(job, scratch, chunk)`: the address of its arguments, memory of this
 * thread's own, and which part of the work to do. Chunks of a job are independent and may run in any order on any thread.
 */
export { unrollTiles } from './gemm/tile';
export { multiply, pack } from './gemm/multiply';
export { conv } from './conv/conv';

/** First byte that the module does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}
