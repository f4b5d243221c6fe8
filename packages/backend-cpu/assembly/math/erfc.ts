import { constant, madd } from '../vector';
import { expOfSum } from './exp';

/*
 * erfc(z) = e^(-z²) c(z) for z >= 0, where c falls slowly. As Shepherd and Laframboise propose, "Chebyshev approximation of
 * (1 + 2x) exp(x²) erfc x in 0 <= x < infinity", Mathematics of Computation 36 (1981), 249-253, (1 + 2z) c(z) is a polynomial
 * in t = (z - 3) / (z + 3); its coefficients here are minimax in the relative error for z <= 10.5 (Remez exchange), off by
 * 2^-28. Beyond, erfc is less than the least float32.
 */
// prettier-ignore
const table = memory.data<f32>([
  3, 1,
  1.2530080080032349, -0.13562114536762238, -0.04756244271993637, 0.12964648008346558, -0.11927024275064468,
  0.06829577684402466, -0.023801516741514206, 0.0025639478117227554, 0.0020076970104128122, -0.0007678691181354225,
  -0.00026435754261910915,
], 16);

/** The bits of a float32 but the low 12 of its significand: what is left has an exact square. */
const leading: i32 = -4096;

/** erfc(z) for 0 <= z <= 10.5, with z² = high + low given apart: a rounded square would cost digits of a small erfc. */
export function erfcWithSquare(z: v128, high: v128, low: v128): v128 {
  const power = expOfSum(f32x4.neg(high), f32x4.neg(low));
  return f32x4.mul(power, scaledErfc(z));
}

/** The first part of `x² = high + low`, exact. x must be finite or NaN. */
export function squareHigh(x: v128): v128 {
  const head = v128.and(x, i32x4.splat(leading));
  return f32x4.mul(head, head);
}

/** The second part: `(x - head) (x + head)`. */
export function squareLow(x: v128): v128 {
  const head = v128.and(x, i32x4.splat(leading));
  return f32x4.mul(f32x4.sub(x, head), f32x4.add(x, head));
}

/** e^(z²) erfc(z) for 0 <= z <= 10.5. */
function scaledErfc(z: v128): v128 {
  const above = f32x4.add(z, constant(table, 0));
  const t = f32x4.div(f32x4.sub(z, constant(table, 0)), above);
  let p = madd(constant(table, 12), t, constant(table, 11));
  p = madd(p, t, constant(table, 10));
  p = madd(p, t, constant(table, 9));
  p = madd(p, t, constant(table, 8));
  p = madd(p, t, constant(table, 7));
  p = madd(p, t, constant(table, 6));
  p = madd(p, t, constant(table, 5));
  p = madd(p, t, constant(table, 4));
  p = madd(p, t, constant(table, 3));
  p = madd(p, t, constant(table, 2));
  return f32x4.div(p, f32x4.add(f32x4.add(z, z), constant(table, 1)));
}
