import { at, storeUpTo } from '../vector';
import { ReduceJob } from './job';

@unmanaged
export class Largest {
  identity(): f32 {
    return -Infinity;
  }
  /** NaN where an operand is. */
  lanes(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

@unmanaged
export class Smallest {
  identity(): f32 {
    return Infinity;
  }
  lanes(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

export function maxRows(job: ReduceJob, scratch: usize, chunk: i32): void {
  rows<Largest>(job, chunk);
}

export function minRows(job: ReduceJob, scratch: usize, chunk: i32): void {
  rows<Smallest>(job, chunk);
}

export function maxColumns(job: ReduceJob, scratch: usize, chunk: i32): void {
  columns<Largest>(job, chunk);
}

export function minColumns(job: ReduceJob, scratch: usize, chunk: i32): void {
  columns<Smallest>(job, chunk);
}

/** For inner = 1: a chunk reduces `perChunk` rows. */
function rows<F>(job: ReduceJob, chunk: i32): void {
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.outer);
  for (let row = first; row < end; row++) {
    store<f32>(at(job.y, row), extremum<F>(at(job.x, row * job.size), job.size));
  }
}

/** The extremum of neighbours, by twelve whose comparisons overlap. */
export function extremum<F>(x: usize, size: i32): f32 {
  const f = changetype<F>(0);
  let m0 = f32x4.splat(f.identity());
  let m1 = m0;
  let m2 = m0;
  let i = 0;
  for (; i + 12 <= size; i += 12) {
    m0 = f.lanes(m0, v128.load(at(x, i)));
    m1 = f.lanes(m1, v128.load(at(x, i), 16));
    m2 = f.lanes(m2, v128.load(at(x, i), 32));
  }
  for (; i + 4 <= size; i += 4) m0 = f.lanes(m0, v128.load(at(x, i)));
  for (; i < size; i++) m1 = f.lanes(m1, v128.load32_splat(at(x, i)));
  m0 = f.lanes(f.lanes(m0, m1), m2);
  m0 = f.lanes(m0, v128.shuffle<f32>(m0, m0, 2, 3, 0, 1));
  m0 = f.lanes(m0, v128.shuffle<f32>(m0, m0, 1, 0, 3, 2));
  return f32x4.extract_lane(m0, 0);
}

/** For inner > 1: a chunk reduces `perChunk` columns, eight at a time. */
function columns<F>(job: ReduceJob, chunk: i32): void {
  const chunksPerRow = (job.inner + job.perChunk - 1) / job.perChunk;
  const outer = chunk / chunksPerRow;
  const first = (chunk % chunksPerRow) * job.perChunk;
  const end = min(first + job.perChunk, job.inner);
  const x = at(job.x, outer * job.size * job.inner);
  const y = at(job.y, outer * job.inner);
  for (let column = first; column < end; column += 8) {
    extremaOfEight<F>(at(x, column), job.size, at(0, job.inner), at(y, column), end - column);
  }
}

/** Columns beyond `count` are looked at too, but not stored. */
function extremaOfEight<F>(x: usize, size: i32, rowBytes: usize, y: usize, count: i32): void {
  const f = changetype<F>(0);
  let low = f32x4.splat(f.identity());
  let high = low;
  for (let i = 0; i < size; i++) {
    low = f.lanes(low, v128.load(x));
    high = f.lanes(high, v128.load(x, 16));
    x += rowBytes;
  }
  storeUpTo(y, low, count);
  if (count > 4) storeUpTo(y + 16, high, count - 4);
}
