import { constant, madd } from '../vector';

/*
 * log x = e ln 2 + log m with m in [sqrt(1/2), sqrt 2), by Cody and Waite, "Software Manual for the Elementary Functions"
 * (1980). log(1 + f) is f - f²/2 + f³ p(f), p minimax in the relative error of the logarithm (Remez exchange), off by 2^-27.
 */
// prettier-ignore
const table = memory.data<f32>([
  1.1754943508222875e-38, 8388608, 23, // the least normal number; denormals are read times 2^23
  0.7071067690849304, 1, 0.5,
  0.693359375, -2.121944400546905827679e-4, // ln 2, its first part short enough for exact products with e
  0.3333333134651184, -0.2500081956386566, 0.20001226663589478, -0.16623356938362122, // p
  0.14201758801937103, -0.13160182535648346, 0.12761574983596802, -0.07634494453668594,
  Infinity, -Infinity,
], 16);

/** The natural logarithm: -Infinity of 0, NaN of less. Error below 1 ulp. */
export function log(x: v128): v128 {
  const isSmall = f32x4.lt(x, constant(table, 0));
  const normal = v128.bitselect(f32x4.mul(x, constant(table, 1)), x, isSmall);
  // Shifted by the bits of sqrt(1/2), the exponent's bits change where m is to change.
  const exponent = i32x4.shr_s(i32x4.sub(normal, constant(table, 3)), 23);
  const m = i32x4.sub(normal, i32x4.shl(exponent, 23));
  const e = f32x4.sub(f32x4.convert_i32x4_s(exponent), v128.and(constant(table, 2), isSmall));
  const y = sum(e, f32x4.sub(m, constant(table, 4)));
  const isRegular = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, constant(table, 16)));
  return v128.bitselect(y, outside(x), isRegular);
}

/** `e ln 2 + log(1 + f)`, smallest terms first. */
function sum(e: v128, f: v128): v128 {
  let p = madd(constant(table, 15), f, constant(table, 14));
  p = madd(p, f, constant(table, 13));
  p = madd(p, f, constant(table, 12));
  p = madd(p, f, constant(table, 11));
  p = madd(p, f, constant(table, 10));
  p = madd(p, f, constant(table, 9));
  p = madd(p, f, constant(table, 8));
  const square = f32x4.mul(f, f);
  let rest = f32x4.mul(f32x4.mul(square, f), p);
  rest = madd(e, constant(table, 7), rest);
  rest = f32x4.sub(rest, f32x4.mul(square, constant(table, 5)));
  return f32x4.add(f32x4.add(f, rest), f32x4.mul(e, constant(table, 6)));
}

/** The logarithm of what is 0, negative, Infinity or NaN. */
function outside(x: v128): v128 {
  const zero = f32x4.splat(0);
  // All bits set are a NaN.
  return v128.bitselect(constant(table, 17), v128.or(x, f32x4.lt(x, zero)), f32x4.eq(x, zero));
}
