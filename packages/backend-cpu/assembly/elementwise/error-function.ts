import { erfcWithSquare, squareHigh, squareLow } from '../math/erfc';
import { constant, madd } from '../vector';
import { map, UnaryJob } from './map';

// prettier-ignore
const table = memory.data<f32>([
  1, 0.5, 2, 0.7071067811865476,
  10.5, 14.8, // beyond, erfc(x) and erfc(x / sqrt 2) are 0
  // erf(x) / x as a polynomial in x² for |x| <= 1, minimax in the relative error (Remez exchange), off by 2^-29.
  1.1283791065216064, -0.3761262595653534, 0.1128358542919159, -0.026853810995817184, 0.005188327748328447,
  -0.0008010193705558777, 0.00007853860734030604,
], 16);
const signBit: i32 = i32.MIN_VALUE;

@unmanaged
class Erf {
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    const size = f32x4.pmin(f32x4.abs(x), constant(table, 4));
    const far = f32x4.sub(constant(table, 0), erfcWithSquare(size, squareHigh(size), squareLow(size)));
    const signedFar = v128.or(far, v128.and(x, i32x4.splat(signBit)));
    return v128.bitselect(near(x), signedFar, f32x4.lt(size, constant(table, 0)));
  }
}

@unmanaged
class Gelu {
  /** `x / 2 erfc(-x / sqrt 2)`, which does not cancel where x is negative as `1 + erf` would. */
  lanes(x: v128, alpha: v128, beta: v128): v128 {
    const size = f32x4.pmin(f32x4.abs(x), constant(table, 5));
    const half = constant(table, 1);
    // The square of |x| / sqrt 2 from that of x: as a rounded number, the quotient would cost digits.
    const high = f32x4.mul(squareHigh(size), half);
    const low = f32x4.mul(squareLow(size), half);
    const tail = erfcWithSquare(f32x4.mul(size, constant(table, 3)), high, low);
    const body = f32x4.sub(constant(table, 2), tail);
    const erfc = v128.bitselect(tail, body, f32x4.lt(x, f32x4.splat(0)));
    return f32x4.mul(f32x4.mul(x, half), erfc);
  }
}

/** erf(x) for |x| <= 1. */
function near(x: v128): v128 {
  const square = f32x4.mul(x, x);
  let p = madd(constant(table, 12), square, constant(table, 11));
  p = madd(p, square, constant(table, 10));
  p = madd(p, square, constant(table, 9));
  p = madd(p, square, constant(table, 8));
  p = madd(p, square, constant(table, 7));
  p = madd(p, square, constant(table, 6));
  return f32x4.mul(x, p);
}

export function erf(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Erf>(job, chunk);
}

export function gelu(job: UnaryJob, scratch: usize, chunk: i32): void {
  map<Gelu>(job, chunk);
}
