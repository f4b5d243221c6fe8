import { sharedPanels, tileRows } from '../gemm/micro-kernel.ts';
import type { GradientFiltering } from './filtering.ts';
import { productStride, sharedProducts, sharedResult } from './products.ts';

const half = new Float64Array(36);

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

/** One row of `24 g G'`, 3 values to 6. */
function weightPass(g0: number, g1: number, g2: number, write: number, stride: number): void {
  const to = sharedPanels();
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

function transformInput(from: Float64Array, at: number, rowStride: number, write: number, stride: number): void {
  for (let column = 0; column < 6; column++) inputPass(from, at + column, rowStride, half, column, 6);
  for (let row = 0; row < 6; row++) inputPass(half, row * 6, 1, sharedPanels(), write + row * 6 * stride, stride);
}

function transformWeights(
  weight: Float32Array,
  from: number,
  step: number,
  tapStride: number,
  count: number,
  write: number,
  stride: number,
): void {
  const rowStride = (6 * stride) | 0;
  let tap = from;
  let to = write;
  for (let index = 0; index < count; index++) {
    const g0 = weight[tap]!;
    const g1 = weight[tap + tapStride]!;
    const g2 = weight[tap + 2 * tapStride]!;
    const g3 = weight[tap + 3 * tapStride]!;
    const g4 = weight[tap + 4 * tapStride]!;
    const g5 = weight[tap + 5 * tapStride]!;
    const g6 = weight[tap + 6 * tapStride]!;
    const g7 = weight[tap + 7 * tapStride]!;
    const g8 = weight[tap + 8 * tapStride]!;
    weightPass(6 * g0, 6 * g1, 6 * g2, to, stride);
    weightPass(-4 * (g0 + g3 + g6), -4 * (g1 + g4 + g7), -4 * (g2 + g5 + g8), to + rowStride, stride);
    weightPass(-4 * (g0 - g3 + g6), -4 * (g1 - g4 + g7), -4 * (g2 - g5 + g8), to + 2 * rowStride, stride);
    weightPass(g0 + 2 * g3 + 4 * g6, g1 + 2 * g4 + 4 * g7, g2 + 2 * g5 + 4 * g8, to + 3 * rowStride, stride);
    weightPass(g0 - 2 * g3 + 4 * g6, g1 - 2 * g4 + 4 * g7, g2 - 2 * g5 + 4 * g8, to + 4 * rowStride, stride);
    weightPass(24 * g6, 24 * g7, 24 * g8, to + 5 * rowStride, stride);
    tap = (tap + step) | 0;
    to = (to + tileRows) | 0;
  }
}

function transformOutput(at: number): void {
  for (let column = 0; column < 6; column++) {
    outputPass(sharedProducts(), at + column * productStride, 6 * productStride, half, column, 6);
  }
  for (let row = 0; row < 4; row++) outputPass(half, row * 6, 1, sharedResult(), row * 4, 1);
}

function transformOutputGradient(
  from: Float64Array,
  at: number,
  rowStride: number,
  write: number,
  stride: number,
): void {
  for (let column = 0; column < 4; column++) outputAdjointPass(from, at + column, rowStride, half, column, 4);
  for (let row = 0; row < 6; row++) {
    outputAdjointPass(half, row * 4, 1, sharedPanels(), write + row * 6 * stride, stride);
  }
}

function transformWeightGradient(at: number): void {
  for (let column = 0; column < 6; column++) {
    weightAdjointPass(sharedProducts(), at + column * productStride, 6 * productStride, half, column, 6);
  }
  for (let row = 0; row < 3; row++) weightAdjointPass(half, row * 6, 1, sharedResult(), row * 3, 1);
}

/**
 * F(4x4, 3x3), after Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2016), with the points 0, 1, -1,
 * 2, -2 and infinity: 36 products give the 4x4 outputs of a 6x6 tile, not 144.
 */
export const stride1: GradientFiltering = {
  outputTile: 4,
  inputTile: 6,
  inputStep: 4,
  frequencies: 36,
  weightFrequencies: 36,
  scale: 24 * 24, // Both passes of G.
  weightOf: Array.from({ length: 36 }, (_, frequency) => frequency),
  seenFrom: [0, 1, 2, 3],
  seenTo: [3, 4, 5, 6],
  transformInput,
  transformWeights,
  transformOutput,
  transformOutputGradient,
  transformWeightGradient,
};
