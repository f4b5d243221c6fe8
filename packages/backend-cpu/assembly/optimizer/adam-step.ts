import { at, lanes, madd, storeUpTo } from '../vector';

/**
 * One step of Adam. A chunk does `perChunk` elements, a multiple of 4. What the formula computes from hyperparameters alone
 * comes ready: as a float32, 1 - beta2 would have lost half of its digits.
 */
@unmanaged
class AdamJob {
  parameter: usize;
  gradient: usize;
  firstMoment: usize;
  secondMoment: usize;
  length: i32;
  perChunk: i32;
  stepSize: f32;
  beta1: f32;
  oneMinusBeta1: f32;
  beta2: f32;
  oneMinusBeta2: f32;
  secondCorrection: f32;
  epsilon: f32;
  weightDecay: f32;
  /** 1 - decoupledDecay. */
  kept: f32;
}

export function adamStep(job: AdamJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.perChunk;
  const count = min(job.perChunk, job.length - first);
  const parameter = at(job.parameter, first);
  const gradient = at(job.gradient, first);
  const firstMoment = at(job.firstMoment, first);
  const secondMoment = at(job.secondMoment, first);
  const descent = f32x4.splat(-job.stepSize);
  const beta1 = f32x4.splat(job.beta1);
  const oneMinusBeta1 = f32x4.splat(job.oneMinusBeta1);
  const beta2 = f32x4.splat(job.beta2);
  const oneMinusBeta2 = f32x4.splat(job.oneMinusBeta2);
  const secondCorrection = f32x4.splat(job.secondCorrection);
  const epsilon = f32x4.splat(job.epsilon);
  const weightDecay = f32x4.splat(job.weightDecay);
  const kept = f32x4.splat(job.kept);
  for (let i = 0; i < count; i += lanes) {
    const p = f32x4.mul(v128.load(at(parameter, i)), kept);
    const g = madd(weightDecay, p, v128.load(at(gradient, i)));
    const m = madd(beta1, v128.load(at(firstMoment, i)), f32x4.mul(oneMinusBeta1, g));
    const v = madd(beta2, v128.load(at(secondMoment, i)), f32x4.mul(f32x4.mul(oneMinusBeta2, g), g));
    const root = f32x4.sqrt(f32x4.div(v, secondCorrection));
    const step = f32x4.div(f32x4.mul(descent, m), f32x4.add(root, epsilon));
    storeUpTo(at(firstMoment, i), m, count - i);
    storeUpTo(at(secondMoment, i), v, count - i);
    storeUpTo(at(parameter, i), f32x4.add(p, step), count - i);
  }
}
