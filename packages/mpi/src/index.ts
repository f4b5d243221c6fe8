/**
 * Training and prediction on many processes, on MPI.
 *
 * @packageDocumentation
 */
export { evaluate } from './inference/evaluate.ts';
export { predict } from './inference/predict.ts';
export { mpi } from './mpi.ts';
export { MpiError } from './mpi-error.ts';
export type { Numbers, Operation } from './native/handles.ts';
export { distributed, type DistributedOptimizer, type DistributedOptions } from './training/distributed.ts';
export { sumAcross } from './training/sum-across.ts';
export type { World } from './world.ts';
