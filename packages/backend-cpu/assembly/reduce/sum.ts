import { at, storeUpTo } from '../vector';
import { ReduceJob } from './job';

/*
 * Sums are kept in doubles and rounded once.
 */

/** For inner = 1: a chunk sums `perChunk` rows. */
export function sumRows(job: ReduceJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.outer);
  const divisor = job.isMean ? <f64>job.size : 1;
  for (let row = first; row < end; row++) {
    store<f32>(at(job.y, row), <f32>(sumOf(at(job.x, row * job.size), job.size) / divisor));
  }
}

/** The sum of neighbours, by eight sums whose additions overlap. */
function sumOf(x: usize, size: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i = 0;
  for (; i + 8 <= size; i += 8) {
    const from = at(x, i);
    s0 = f64x2.add(s0, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.load64_zero(from, 8)));
    s2 = f64x2.add(s2, f64x2.promote_low_f32x4(v128.load64_zero(from, 16)));
    s3 = f64x2.add(s3, f64x2.promote_low_f32x4(v128.load64_zero(from, 24)));
  }
  const sums = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; i < size; i++) sum += load<f32>(at(x, i));
  return sum;
}

/** For inner > 1: a chunk sums `perChunk` columns, eight at a time. */
export function sumColumns(job: ReduceJob, scratch: usize, chunk: i32): void {
  const chunksPerRow = (job.inner + job.perChunk - 1) / job.perChunk;
  const outer = chunk / chunksPerRow;
  const first = (chunk % chunksPerRow) * job.perChunk;
  const end = min(first + job.perChunk, job.inner);
  const x = at(job.x, outer * job.size * job.inner);
  const y = at(job.y, outer * job.inner);
  const divisor = job.isMean ? <f64>job.size : 1;
  for (let column = first; column < end; column += 8) {
    sumEight(at(x, column), job.size, at(0, job.inner), divisor, at(y, column), end - column);
  }
}

/** Columns beyond `count` are summed too, but not stored. */
function sumEight(x: usize, size: i32, rowBytes: usize, divisor: f64, y: usize, count: i32): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  for (let i = 0; i < size; i++) {
    s0 = f64x2.add(s0, f64x2.promote_low_f32x4(v128.load64_zero(x)));
    s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)));
    s2 = f64x2.add(s2, f64x2.promote_low_f32x4(v128.load64_zero(x, 16)));
    s3 = f64x2.add(s3, f64x2.promote_low_f32x4(v128.load64_zero(x, 24)));
    x += rowBytes;
  }
  storeUpTo(y, rounded(s0, s1, divisor), count);
  if (count > 4) storeUpTo(y + 16, rounded(s2, s3, divisor), count - 4);
}

function rounded(low: v128, high: v128, divisor: f64): v128 {
  const divisors = f64x2.splat(divisor);
  const a = f32x4.demote_f64x2_zero(f64x2.div(low, divisors));
  const b = f32x4.demote_f64x2_zero(f64x2.div(high, divisors));
  return v128.shuffle<f32>(a, b, 0, 1, 4, 5);
}
