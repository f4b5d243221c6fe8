import { rectify } from '../activation';
import { constant, madd } from '../vector';
import { map, UnaryJob } from './map';

/*
 * Functions of a few instructions each. All are written without branches: a comparison gives a mask, all bits of a lane set
 * or none, and a NaN fails every comparison.
 */
const table = memory.data<f32>([1], 16);
const signBit: i32 = i32.MIN_VALUE;

@unmanaged
class Affine {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return madd(x, alpha, beta);
  }
}

@unmanaged
class Abs {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return f32x4.abs(x);
  }
}

@unmanaged
class Sign {
  /** Zeros and NaN stay what they are. */
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    const one = v128.or(v128.and(x, i32x4.splat(signBit)), constant(table, 0));
    return v128.bitselect(one, x, f32x4.gt(f32x4.abs(x), f32x4.splat(0)));
  }
}

@unmanaged
class Sqrt {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return f32x4.sqrt(x);
  }
}

@unmanaged
class Square {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return f32x4.mul(x, x);
  }
}

@unmanaged
class Relu {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return rectify(x);
  }
}

@unmanaged
class LeakyRelu {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return v128.bitselect(x, f32x4.mul(alpha, x), f32x4.gt(x, f32x4.splat(0)));
  }
}

@unmanaged
class Step {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    const y = v128.bitselect(constant(table, 0), alpha, f32x4.gt(x, f32x4.splat(0)));
    return v128.or(y, f32x4.ne(x, x)); // NaN where x is
  }
}

export function affine(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Affine>(job, chunk);
}

export function absolute(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Abs>(job, chunk);
}

export function sign(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Sign>(job, chunk);
}

export function squareRoot(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Sqrt>(job, chunk);
}

export function square(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Square>(job, chunk);
}

export function relu(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Relu>(job, chunk);
}

export function leakyRelu(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<LeakyRelu>(job, chunk);
}

export function step(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Step>(job, chunk);
}
