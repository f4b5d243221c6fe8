import { at, constant, lanes, storeUpTo } from '../vector';

/**
 * `y = f(a, b)` over `[outer, rows, length]`, y dense. In a row an operand is dense (stride 1) or one number (stride 0), not
 * both of them one number. A chunk does `perChunk` elements (a multiple of 4) of each of `rowsPerChunk` of the outer * rows.
 */
@unmanaged
class BinaryJob {
  a: usize;
  b: usize;
  y: usize;
  outer: i32;
  rows: i32;
  length: i32;
  aOuterStride: i32;
  aRowStride: i32;
  aStride: i32;
  bOuterStride: i32;
  bRowStride: i32;
  bStride: i32;
  rowsPerChunk: i32;
  perChunk: i32;
}

const table = memory.data<f32>([1], 16);

/** Applies the method `lanes` of F, a class without fields: the compiler makes loops for each F and puts it in. */
function zip<F>(job: BinaryJob, chunk: i32): void {
  const chunksPerRow = (job.length + job.perChunk - 1) / job.perChunk;
  const from = (chunk % chunksPerRow) * job.perChunk;
  const count = min(job.perChunk, job.length - from);
  const first = (chunk / chunksPerRow) * job.rowsPerChunk;
  const end = min(first + job.rowsPerChunk, job.outer * job.rows);
  for (let index = first; index < end; index++) {
    const outer = index / job.rows;
    const row = index % job.rows;
    const a = at(job.a, outer * job.aOuterStride + row * job.aRowStride + from * job.aStride);
    const b = at(job.b, outer * job.bOuterStride + row * job.bRowStride + from * job.bStride);
    const y = at(job.y, index * job.length + from);
    if (job.aStride == 0) scalarAndRow<F>(load<f32>(a), b, y, count);
    else if (job.bStride == 0) rowAndScalar<F>(a, load<f32>(b), y, count);
    else rowAndRow<F>(a, b, y, count);
  }
}

function rowAndRow<F>(a: usize, b: usize, y: usize, count: i32): void {
  const f = changetype<F>(0);
  for (let i = 0; i < count; i += lanes) {
    storeUpTo(at(y, i), f.lanes(v128.load(at(a, i)), v128.load(at(b, i))), count - i);
  }
}

function rowAndScalar<F>(a: usize, b: f32, y: usize, count: i32): void {
  const f = changetype<F>(0);
  const right = f32x4.splat(b);
  for (let i = 0; i < count; i += lanes) storeUpTo(at(y, i), f.lanes(v128.load(at(a, i)), right), count - i);
}

function scalarAndRow<F>(a: f32, b: usize, y: usize, count: i32): void {
  const f = changetype<F>(0);
  const left = f32x4.splat(a);
  for (let i = 0; i < count; i += lanes) storeUpTo(at(y, i), f.lanes(left, v128.load(at(b, i))), count - i);
}

@unmanaged
class Add {
  lanes(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

@unmanaged
class Sub {
  lanes(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

@unmanaged
class Mul {
  lanes(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

@unmanaged
class Div {
  lanes(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

@unmanaged
class Maximum {
  lanes(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

@unmanaged
class Minimum {
  lanes(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

@unmanaged
class Equal {
  lanes(a: v128, b: v128): v128 {
    return v128.and(f32x4.eq(a, b), constant(table, 0));
  }
}

@unmanaged
class Greater {
  lanes(a: v128, b: v128): v128 {
    return v128.and(f32x4.gt(a, b), constant(table, 0));
  }
}

export function add(job: BinaryJob, scratch: usize, chunk: i32): void {
  zip<Add>(job, chunk);
}

export function sub(job: BinaryJob, scratch: usize, chunk: i32): void {
  zip<Sub>(job, chunk);
}

export function mul(job: BinaryJob, scratch: usize, chunk: i32): void {
  zip<Mul>(job, chunk);
}

export function div(job: BinaryJob, scratch: usize, chunk: i32): void {
  zip<Div>(job, chunk);
}

export function maximum(job: BinaryJob, scratch: usize, chunk: i32): void {
  zip<Maximum>(job, chunk);
}

export function minimum(job: BinaryJob, scratch: usize, chunk: i32): void {
  zip<Minimum>(job, chunk);
}

export function equal(job: BinaryJob, scratch: usize, chunk: i32): void {
  zip<Equal>(job, chunk);
}

export function greater(job: BinaryJob, scratch: usize, chunk: i32): void {
  zip<Greater>(job, chunk);
}
