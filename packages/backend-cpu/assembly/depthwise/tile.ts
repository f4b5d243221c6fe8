import { madd } from '../vector';

/*
 * Register tiles of a correlation with any taps: `y = bias + sum over taps of weights[tap] * x[offsets[tap]]`, offsets in
 * bytes. The processor loads two vectors in the time of two products, so a load for each product is no loss; the weight,
 * read once, is shared by the tile.
 */

/** Four rows of eight. `rowStep` and `yStep` are the bytes from a row to the next. */
export function tile4x8(
  x: usize,
  rowStep: usize,
  taps: i32,
  offsets: usize,
  weights: usize,
  bias: f32,
  y: usize,
  yStep: usize,
): void {
  let s00 = f32x4.splat(bias);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let tap = 0; tap < taps; tap++) {
    const weight = v128.load32_splat(weights);
    let row = x + load<u32>(offsets);
    s00 = madd(weight, v128.load(row, 0), s00);
    s01 = madd(weight, v128.load(row, 16), s01);
    row += rowStep;
    s10 = madd(weight, v128.load(row, 0), s10);
    s11 = madd(weight, v128.load(row, 16), s11);
    row += rowStep;
    s20 = madd(weight, v128.load(row, 0), s20);
    s21 = madd(weight, v128.load(row, 16), s21);
    row += rowStep;
    s30 = madd(weight, v128.load(row, 0), s30);
    s31 = madd(weight, v128.load(row, 16), s31);
    weights += 4;
    offsets += 4;
  }
  v128.store(y, s00, 0);
  v128.store(y, s01, 16);
  y += yStep;
  v128.store(y, s10, 0);
  v128.store(y, s11, 16);
  y += yStep;
  v128.store(y, s20, 0);
  v128.store(y, s21, 16);
  y += yStep;
  v128.store(y, s30, 0);
  v128.store(y, s31, 16);
}

/** Four rows of four; or, with steps of 16 bytes, one row of sixteen. */
export function tile4x4(
  x: usize,
  rowStep: usize,
  taps: i32,
  offsets: usize,
  weights: usize,
  bias: f32,
  y: usize,
  yStep: usize,
): void {
  let s0 = f32x4.splat(bias);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let tap = 0; tap < taps; tap++) {
    const weight = v128.load32_splat(weights);
    let row = x + load<u32>(offsets);
    s0 = madd(weight, v128.load(row), s0);
    row += rowStep;
    s1 = madd(weight, v128.load(row), s1);
    row += rowStep;
    s2 = madd(weight, v128.load(row), s2);
    row += rowStep;
    s3 = madd(weight, v128.load(row), s3);
    weights += 4;
    offsets += 4;
  }
  v128.store(y, s0);
  y += yStep;
  v128.store(y, s1);
  y += yStep;
  v128.store(y, s2);
  y += yStep;
  v128.store(y, s3);
}

/** Four neighbours in a row. */
export function tile1x4(x: usize, taps: i32, offsets: usize, weights: usize, bias: f32): v128 {
  let sum = f32x4.splat(bias);
  for (let tap = 0; tap < taps; tap++) {
    sum = madd(v128.load32_splat(weights), v128.load(x + load<u32>(offsets)), sum);
    weights += 4;
    offsets += 4;
  }
  return sum;
}
