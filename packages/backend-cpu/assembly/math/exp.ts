import { constant, madd } from '../vector';

/*
 * e^x = 2^n e^r with n = round(x / ln 2) and r = x - n ln 2, by Cody and Waite, "Software Manual for the Elementary
 * Functions" (1980): ln 2 is the sum of 355/512, whose product with n is exact, and a small rest. e^r - 1 is r + r² q(r), q
 * minimax in the relative error of e^r for |r| <= 0.43 (Remez exchange), off by 2^-26.
 */
// prettier-ignore
const table = memory.data<f32>([
  -104, 89, // beyond, the result is 0 or Infinity
  1.4426950408889634, // 1 / ln 2
  12582912, // 1.5 * 2^23: what is added to it is rounded to an integer, which the sum's low bits hold
  0.693359375, -2.121944400546905827679e-4, // ln 2
  0.4999997615814209, 0.16666322946548462, 0.04167071729898453, 0.008387708105146885, 0.0013775527477264404, // q
  1,
], 16);

/** e^x: error below 1.1 ulp, denormals included. */
export function exp(x: v128): v128 {
  return expOfSum(x, f32x4.splat(0));
}

/** e^(a + b), where b is at most 0.08: the part of an exponent that a float32 has no room for. */
export function expOfSum(a: v128, b: v128): v128 {
  a = f32x4.pmin(f32x4.pmax(a, constant(table, 0)), constant(table, 1));
  const rounded = roundedQuotient(a);
  const r = f32x4.add(remainder(a, rounded), b);
  const power = f32x4.add(expMinusOneNear0(r), constant(table, 11));
  // In two steps: 2^128 is no float32, nor are powers below 2^-126 exact ones.
  const n = i32x4.sub(rounded, constant(table, 3));
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(power, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** e^x - 1 for 0 <= x <= 20, without cancellation: error below 2 ulp. */
export function expMinusOne(x: v128): v128 {
  const rounded = roundedQuotient(x);
  const scale = powerOfTwo(i32x4.sub(rounded, constant(table, 3)));
  const power = expMinusOneNear0(remainder(x, rounded));
  return f32x4.add(f32x4.mul(scale, power), f32x4.sub(scale, constant(table, 11)));
}

/** x / ln 2 to the nearest integer, plus 1.5 * 2^23. */
function roundedQuotient(x: v128): v128 {
  return madd(x, constant(table, 2), constant(table, 3));
}

function remainder(x: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, constant(table, 3));
  const high = f32x4.sub(x, f32x4.mul(n, constant(table, 4)));
  return f32x4.sub(high, f32x4.mul(n, constant(table, 5)));
}

function expMinusOneNear0(r: v128): v128 {
  let q = madd(constant(table, 10), r, constant(table, 9));
  q = madd(q, r, constant(table, 8));
  q = madd(q, r, constant(table, 7));
  q = madd(q, r, constant(table, 6));
  return madd(f32x4.mul(r, r), q, r);
}

/** 2^n for -126 <= n <= 127, from the bits of a float32: those of 1 with n added to the exponent. */
function powerOfTwo(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), constant(table, 11));
}
