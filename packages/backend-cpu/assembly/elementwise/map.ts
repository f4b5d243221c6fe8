import { at, lanes, storeUpTo } from '../vector';

/** `y[i] = f(x[i])`. A chunk does `perChunk` elements, a multiple of 4. */
@unmanaged
export class UnaryJob {
  x: usize;
  y: usize;
  length: i32;
  perChunk: i32;
  alpha: f32;
  beta: f32;
}

/**
 * Applies the method `lanes` of F, a class without fields, to four elements at a time. The compiler makes a loop for each F
 * and puts the method in. The last vector reads beyond the end, which allocations leave room for.
 */
export function map<F>(job: UnaryJob, chunk: i32): void {
  const f = changetype<F>(0);
  const alpha = f32x4.splat(job.alpha);
  const beta = f32x4.splat(job.beta);
  const first = chunk * job.perChunk;
  const count = min(job.perChunk, job.length - first);
  const x = at(job.x, first);
  const y = at(job.y, first);
  for (let i = 0; i < count; i += lanes) {
    storeUpTo(at(y, i), f.lanes(v128.load(at(x, i)), alpha, beta), count - i);
  }
}
