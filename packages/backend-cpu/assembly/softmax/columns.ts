import { exp } from '../math/exp';
import { log } from '../math/log';
import { at, lanes, storeUpTo } from '../vector';
import { SoftmaxJob } from './job';

/** For inner > 1: a chunk does `perChunk` columns of one row, four at a time. */
export function softmaxColumns(job: SoftmaxJob, scratch: usize, chunk: i32): void {
  const chunksPerRow = (job.inner + job.perChunk - 1) / job.perChunk;
  const row = (chunk / chunksPerRow) * job.size * job.inner;
  const first = (chunk % chunksPerRow) * job.perChunk;
  const end = min(first + job.perChunk, job.inner);
  for (let column = first; column < end; column += lanes) {
    const x = at(job.x, row + column);
    const y = at(job.y, row + column);
    const count = end - column;
    const max = largest(x, job);
    if (job.logarithm) {
      const logarithm = log(sumOfPowers(x, max, 0, count, job));
      subtractTwo(x, max, logarithm, y, count, job);
    } else {
      divide(y, sumOfPowers(x, max, y, count, job), count, job);
    }
  }
}

function largest(x: usize, job: SoftmaxJob): v128 {
  let max = v128.load(x);
  for (let i = 1; i < job.size; i++) max = f32x4.max(max, v128.load(at(x, i * job.inner)));
  return max;
}

/** The sums of `e^(x - max)`, in doubles; the powers go to y, if there is one. */
function sumOfPowers(x: usize, max: v128, y: usize, count: i32, job: SoftmaxJob): v128 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i = 0; i < job.size; i++) {
    const powers = exp(f32x4.sub(v128.load(at(x, i * job.inner)), max));
    low = f64x2.add(low, f64x2.promote_low_f32x4(powers));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(powers, powers, 2, 3, 2, 3)));
    if (y != 0) storeUpTo(at(y, i * job.inner), powers, count);
  }
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

function divide(y: usize, divisors: v128, count: i32, job: SoftmaxJob): void {
  for (let i = 0; i < job.size; i++) {
    const to = at(y, i * job.inner);
    storeUpTo(to, f32x4.div(v128.load(to), divisors), count);
  }
}

/** `y = x - a - b`. */
function subtractTwo(x: usize, a: v128, b: v128, y: usize, count: i32, job: SoftmaxJob): void {
  for (let i = 0; i < job.size; i++) {
    const values = v128.load(at(x, i * job.inner));
    storeUpTo(at(y, i * job.inner), f32x4.sub(f32x4.sub(values, a), b), count);
  }
}
