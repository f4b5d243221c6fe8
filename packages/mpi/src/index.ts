/**
 * Training and prediction on many processes, on MPI.
 *
 * @packageDocumentation
 */
export { mpi } from './mpi.ts';
export { MpiError } from './mpi-error.ts';
export type { Numbers, Operation } from './native/handles.ts';
export type { World } from './world.ts';
