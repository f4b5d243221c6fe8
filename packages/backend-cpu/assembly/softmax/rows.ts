import { exp } from '../math/exp';
import { log } from '../math/log';
import { extremum, Largest } from '../reduce/extremum';
import { at, constant, lanes, storeUpTo } from '../vector';
import { SoftmaxJob } from './job';

const table = memory.data<f32>([-Infinity], 16);
const laneNumbers = memory.data<i32>([0, 1, 2, 3], 16);

/** For inner = 1: a chunk does `perChunk` rows. Less the largest of its row, no exponent overflows. */
export function softmaxRows(job: SoftmaxJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.outer);
  for (let row = first; row < end; row++) {
    const x = at(job.x, row * job.size);
    const y = at(job.y, row * job.size);
    const max = f32x4.splat(extremum<Largest>(x, job.size));
    if (job.logarithm) {
      const logarithm = log(f32x4.splat(<f32>sumOfPowers(x, max, job.size, 0)));
      subtractTwo(x, max, logarithm, y, job.size);
    } else {
      divide(y, f32x4.splat(<f32>sumOfPowers(x, max, job.size, y)), job.size);
    }
  }
}

/** The sum of `e^(x - max)`, in doubles; the powers go to y, if there is one. */
function sumOfPowers(x: usize, max: v128, size: i32, y: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i = 0; i < size; i += lanes) {
    let exponents = f32x4.sub(v128.load(at(x, i)), max);
    // What lies beyond the row counts as 0.
    if (size - i < lanes) exponents = v128.bitselect(exponents, constant(table, 0), firstLanes(size - i));
    const powers = exp(exponents);
    low = f64x2.add(low, f64x2.promote_low_f32x4(powers));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(powers, powers, 2, 3, 2, 3)));
    if (y != 0) storeUpTo(at(y, i), powers, size - i);
  }
  const sums = f64x2.add(low, high);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** A mask of the first `count` lanes. */
function firstLanes(count: i32): v128 {
  return i32x4.lt_s(v128.load(laneNumbers), i32x4.splat(count));
}

function divide(y: usize, divisor: v128, size: i32): void {
  for (let i = 0; i < size; i += lanes) {
    storeUpTo(at(y, i), f32x4.div(v128.load(at(y, i)), divisor), size - i);
  }
}

/** `y = x - a - b`. */
function subtractTwo(x: usize, a: v128, b: v128, y: usize, size: i32): void {
  for (let i = 0; i < size; i += lanes) {
    storeUpTo(at(y, i), f32x4.sub(f32x4.sub(v128.load(at(x, i)), a), b), size - i);
  }
}
