import { at, lanes, madd, storeUpTo } from '../vector';

/** One step of stochastic gradient descent. A chunk does `perChunk` elements, a multiple of 4. */
@unmanaged
class SgdJob {
  parameter: usize;
  gradient: usize;
  /** 0 without momentum. */
  velocity: usize;
  length: i32;
  perChunk: i32;
  nesterov: i32;
  learningRate: f32;
  momentum: f32;
  weightDecay: f32;
}

export function sgdStep(job: SgdJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.perChunk;
  const count = min(job.perChunk, job.length - first);
  const parameter = at(job.parameter, first);
  const gradient = at(job.gradient, first);
  if (job.velocity == 0) plain(job, parameter, gradient, count);
  else withMomentum(job, parameter, gradient, at(job.velocity, first), count);
}

function plain(job: SgdJob, parameter: usize, gradient: usize, count: i32): void {
  const descent = f32x4.splat(-job.learningRate);
  const weightDecay = f32x4.splat(job.weightDecay);
  for (let i = 0; i < count; i += lanes) {
    const p = v128.load(at(parameter, i));
    const g = madd(weightDecay, p, v128.load(at(gradient, i)));
    storeUpTo(at(parameter, i), madd(descent, g, p), count - i);
  }
}

function withMomentum(job: SgdJob, parameter: usize, gradient: usize, velocity: usize, count: i32): void {
  const descent = f32x4.splat(-job.learningRate);
  const momentum = f32x4.splat(job.momentum);
  const weightDecay = f32x4.splat(job.weightDecay);
  for (let i = 0; i < count; i += lanes) {
    const p = v128.load(at(parameter, i));
    const g = madd(weightDecay, p, v128.load(at(gradient, i)));
    const v = madd(momentum, v128.load(at(velocity, i)), g);
    const direction = job.nesterov ? madd(momentum, v, g) : v;
    storeUpTo(at(velocity, i), v, count - i);
    storeUpTo(at(parameter, i), madd(descent, direction, p), count - i);
  }
}
