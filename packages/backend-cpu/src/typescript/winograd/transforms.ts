/*
 * Winograd's minimal filtering F(4x4, 3x3), after Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks"
 * (2016), with the points 0, 1, -1, 2, -2 and infinity: 36 products give the 4x4 outputs of a 6x6 tile, not 144.
 *
 *     Y = A' [ (G g G') . (B' d B) ] A        d 6x6 input, g 3x3 weight, Y 4x4 output; ' transposes, . is elementwise
 *
 * Its adjoint by g is the gradient by the weight: G' [ (A dY A') . (B' d B) ] G.
 *
 * In float32 the method loses two digits. Here everything between input and output is a double, which leaves nothing to
 * lose, and G is scaled by 24 to hold integers (undone by the last transform), so whole numbers give exact results.
 */

/** Rows and columns of outputs in a tile. */
export const outputTile = 4;
/** Rows and columns of inputs in a tile. */
export const inputTile = 6;
/** Elements of a transformed tile. Each is a matrix product over the channels, on its own. */
export const frequencies = 36;

/** Both passes of G were scaled by 24. */
const unscale = 1 / (24 * 24);

const half = new Float64Array(frequencies);

/** One row or column of `B' d`, 6 values to 6. */
function inputPass(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  const d0 = from[at]!;
  const d1 = from[at + step]!;
  const d2 = from[at + 2 * step]!;
  const d3 = from[at + 3 * step]!;
  const d4 = from[at + 4 * step]!;
  const d5 = from[at + 5 * step]!;
  const even = d4 - 4 * d2;
  const odd = d3 - 4 * d1;
  const evenTwo = d4 - d2;
  const oddTwo = 2 * (d3 - d1);
  to[write] = 4 * d0 - 5 * d2 + d4;
  to[write + stride] = even + odd;
  to[write + 2 * stride] = even - odd;
  to[write + 3 * stride] = evenTwo + oddTwo;
  to[write + 4 * stride] = evenTwo - oddTwo;
  to[write + 5 * stride] = 4 * d1 - 5 * d3 + d5;
}

/** One row or column of `24 G g`, 3 values to 6. */
function weightPass(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  const g0 = from[at]!;
  const g1 = from[at + step]!;
  const g2 = from[at + 2 * step]!;
  const even = -4 * (g0 + g2);
  const odd = -4 * g1;
  const evenTwo = g0 + 4 * g2;
  const oddTwo = 2 * g1;
  to[write] = 6 * g0;
  to[write + stride] = even + odd;
  to[write + 2 * stride] = even - odd;
  to[write + 3 * stride] = evenTwo + oddTwo;
  to[write + 4 * stride] = evenTwo - oddTwo;
  to[write + 5 * stride] = 24 * g2;
}

/** One row or column of `A' m`, 6 values to 4. */
function outputPass(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  const m0 = from[at]!;
  const m1 = from[at + step]!;
  const m2 = from[at + 2 * step]!;
  const m3 = from[at + 3 * step]!;
  const m4 = from[at + 4 * step]!;
  const m5 = from[at + 5 * step]!;
  const sum = m1 + m2;
  const difference = m1 - m2;
  const sumTwo = m3 + m4;
  const differenceTwo = m3 - m4;
  to[write] = m0 + sum + sumTwo;
  to[write + stride] = difference + 2 * differenceTwo;
  to[write + 2 * stride] = sum + 4 * sumTwo;
  to[write + 3 * stride] = difference + 8 * differenceTwo + m5;
}

/** One row or column of `A y`, 4 values to 6: the adjoint of {@link outputPass}. */
function outputAdjointPass(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  const y0 = from[at]!;
  const y1 = from[at + step]!;
  const y2 = from[at + 2 * step]!;
  const y3 = from[at + 3 * step]!;
  const even = y0 + y2;
  const odd = y1 + y3;
  const evenTwo = y0 + 4 * y2;
  const oddTwo = 2 * y1 + 8 * y3;
  to[write] = y0;
  to[write + stride] = even + odd;
  to[write + 2 * stride] = even - odd;
  to[write + 3 * stride] = evenTwo + oddTwo;
  to[write + 4 * stride] = evenTwo - oddTwo;
  to[write + 5 * stride] = y3;
}

/** One row or column of `24 G' u`, 6 values to 3: the adjoint of {@link weightPass}. */
function weightAdjointPass(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  const u0 = from[at]!;
  const u1 = from[at + step]!;
  const u2 = from[at + 2 * step]!;
  const u3 = from[at + 3 * step]!;
  const u4 = from[at + 4 * step]!;
  const u5 = from[at + 5 * step]!;
  to[write] = 6 * u0 - 4 * (u1 + u2) + u3 + u4;
  to[write + stride] = 4 * (u2 - u1) + 2 * (u3 - u4);
  to[write + 2 * stride] = 4 * (u3 + u4 - u1 - u2) + 24 * u5;
}

/** `B' d B` of the 6x6 tile at `at`, whose rows lie `rowStride` apart; frequency f goes to `to[write + f * stride]`. */
export function transformInput(
  from: Float64Array,
  at: number,
  rowStride: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  for (let column = 0; column < 6; column++) inputPass(from, at + column, rowStride, half, column, 6);
  for (let row = 0; row < 6; row++) inputPass(half, row * 6, 1, to, write + row * 6 * stride, stride);
}

/** `576 G g G'` of a 3x3 weight. */
export function transformWeight(from: Float64Array, to: Float64Array, write: number, stride: number): void {
  for (let column = 0; column < 3; column++) weightPass(from, column, 3, half, column, 3);
  for (let row = 0; row < 6; row++) weightPass(half, row * 3, 1, to, write + row * 6 * stride, stride);
}

/** `A' m A / 576`: the 4x4 outputs of a tile, from products whose frequencies lie `stride` apart. */
export function transformOutput(from: Float64Array, at: number, stride: number, to: Float64Array): void {
  for (let column = 0; column < 6; column++) outputPass(from, at + column * stride, 6 * stride, half, column, 6);
  for (let row = 0; row < 4; row++) outputPass(half, row * 6, 1, to, row * 4, 1);
  for (let i = 0; i < 16; i++) to[i]! *= unscale;
}

/** `A y A'` of a 4x4 tile of outputs. */
export function transformOutputGradient(
  from: Float64Array,
  at: number,
  rowStride: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  for (let column = 0; column < 4; column++) outputAdjointPass(from, at + column, rowStride, half, column, 4);
  for (let row = 0; row < 6; row++) outputAdjointPass(half, row * 4, 1, to, write + row * 6 * stride, stride);
}

/** `G' u G`: the 3x3 gradient of a weight, from products whose frequencies lie `stride` apart. */
export function transformWeightGradient(from: Float64Array, at: number, stride: number, to: Float64Array): void {
  for (let column = 0; column < 6; column++) weightAdjointPass(from, at + column * stride, 6 * stride, half, column, 6);
  for (let row = 0; row < 3; row++) weightAdjointPass(half, row * 6, 1, to, row * 3, 1);
  for (let i = 0; i < 9; i++) to[i]! *= unscale;
}
