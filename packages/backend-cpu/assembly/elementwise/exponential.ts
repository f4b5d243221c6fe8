import { exp, expMinusOne } from '../math/exp';
import { log } from '../math/log';
import { constant } from '../vector';
import { map, UnaryJob } from './map';

/*
 * The exponential and its relatives. Those that saturate start from e^-|x|, which does not overflow.
 */
const table = memory.data<f32>([1, 2, 20], 16);
const signBit: i32 = i32.MIN_VALUE;

@unmanaged
class Exp {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return exp(x);
  }
}

@unmanaged
class Log {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return log(x);
  }
}

@unmanaged
class Sigmoid {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return sigmoidOf(x);
  }
}

@unmanaged
class Silu {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    return f32x4.mul(x, sigmoidOf(x));
  }
}

@unmanaged
class Tanh {
  /** `(e^2|x| - 1) / (e^2|x| + 1)` with the sign of x; 1 in float32 from 9.02 on. */
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    const size = f32x4.abs(x);
    const grown = expMinusOne(f32x4.pmin(f32x4.add(size, size), constant(table, 2)));
    const y = f32x4.div(grown, f32x4.add(grown, constant(table, 1)));
    return v128.or(y, v128.and(x, i32x4.splat(signBit)));
  }
}

/** `1 / (1 + e^-x)`, for negative x as `e^x / (1 + e^x)`. Error below 3 ulp. */
function sigmoidOf(x: v128): v128 {
  const power = exp(v128.or(x, i32x4.splat(signBit)));
  const one = constant(table, 0);
  const numerator = v128.bitselect(power, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, power));
}

export function exponential(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Exp>(job, chunk);
}

export function logarithm(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Log>(job, chunk);
}

export function sigmoid(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Sigmoid>(job, chunk);
}

export function silu(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Silu>(job, chunk);
}

export function tanh(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Tanh>(job, chunk);
}
