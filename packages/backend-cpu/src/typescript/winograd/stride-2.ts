import { sharedPanels, tileRows } from '../gemm/micro-kernel.ts';
import type { GradientFiltering } from './filtering.ts';
import { productStride, sharedProducts, sharedResult } from './products.ts';

/** Of each row or column: 5 frequencies of the outer taps, and 4 that are all multiplied by the middle one. */
const weightOfPass = [0, 1, 2, 3, 4, 5, 5, 5, 5];

/** {@link weightOfPass} for both passes. */
export const weightOf: readonly number[] = weightOfPass.flatMap((row) =>
  weightOfPass.map((column) => row * 6 + column),
);

const half = new Float64Array(81);

/** One row or column of `B' d`, 9 values to 9: five mixes of those with even numbers, and the others as they are. */
function inputPass(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  const d2 = from[at + 2 * step]!;
  const d4 = from[at + 4 * step]!;
  const d6 = from[at + 6 * step]!;
  const difference = d6 - d4;
  to[write] = 2 * (from[at]! - d4) - d2 + d6;
  to[write + stride] = difference - 2 * d2;
  to[write + 2 * stride] = difference + 2 * (d2 - d4);
  to[write + 3 * stride] = d6 - d2;
  to[write + 4 * stride] = 2 * (d2 - d6) - d4 + from[at + 8 * step]!;
  to[write + 5 * stride] = from[at + step]!;
  to[write + 6 * stride] = from[at + 3 * step]!;
  to[write + 7 * stride] = from[at + 5 * step]!;
  to[write + 8 * stride] = from[at + 7 * step]!;
}

/** One row of `6 g G'`, 3 values to 6. */
function weightPass(g0: number, g1: number, g2: number, write: number, stride: number): void {
  const to = sharedPanels();
  to[write] = 3 * g0;
  to[write + stride] = -3 * (g0 + g2);
  to[write + 2 * stride] = g2 - g0;
  to[write + 3 * stride] = g0 + 2 * g2;
  to[write + 4 * stride] = 6 * g2;
  to[write + 5 * stride] = 6 * g1;
}

/** One row or column of `A' m`, 9 values to 4. */
function outputPass(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  const m1 = from[at + step]!;
  const m2 = from[at + 2 * step]!;
  const m3 = from[at + 3 * step]!;
  const sum = m1 + m2;
  const difference = m1 - m2;
  to[write] = from[at]! + sum + m3 + from[at + 5 * step]!;
  to[write + stride] = difference + 2 * m3 + from[at + 6 * step]!;
  to[write + 2 * stride] = sum + 4 * m3 + from[at + 7 * step]!;
  to[write + 3 * stride] = difference + 8 * m3 + from[at + 4 * step]! + from[at + 8 * step]!;
}

/** One row or column of `A y`, 4 values to 9: the adjoint of {@link outputPass}. */
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
  to[write] = y0;
  to[write + stride] = y0 + y2 + (y1 + y3);
  to[write + 2 * stride] = y0 + y2 - (y1 + y3);
  to[write + 3 * stride] = y0 + 2 * y1 + 4 * y2 + 8 * y3;
  to[write + 4 * stride] = y3;
  to[write + 5 * stride] = y0;
  to[write + 6 * stride] = y1;
  to[write + 7 * stride] = y2;
  to[write + 8 * stride] = y3;
}

/** One row or column of `6 G' u`, 9 values to 3: the adjoint of {@link weightPass}. */
function weightAdjointPass(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  write: number,
  stride: number,
): void {
  const u1 = from[at + step]!;
  const u2 = from[at + 2 * step]!;
  const u3 = from[at + 3 * step]!;
  const middle = from[at + 5 * step]! + from[at + 6 * step]! + from[at + 7 * step]! + from[at + 8 * step]!;
  to[write] = 3 * (from[at]! - u1) - u2 + u3;
  to[write + stride] = 6 * middle;
  to[write + 2 * stride] = u2 - 3 * u1 + 2 * u3 + 6 * from[at + 4 * step]!;
}

function transformInput(from: Float64Array, at: number, rowStride: number, write: number, stride: number): void {
  for (let column = 0; column < 9; column++) inputPass(from, at + column, rowStride, half, column, 9);
  for (let row = 0; row < 9; row++) inputPass(half, row * 9, 1, sharedPanels(), write + row * 9 * stride, stride);
}

export function transformWeights(
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
    weightPass(3 * g0, 3 * g1, 3 * g2, to, stride);
    weightPass(-3 * (g0 + g6), -3 * (g1 + g7), -3 * (g2 + g8), to + rowStride, stride);
    weightPass(g6 - g0, g7 - g1, g8 - g2, to + 2 * rowStride, stride);
    weightPass(g0 + 2 * g6, g1 + 2 * g7, g2 + 2 * g8, to + 3 * rowStride, stride);
    weightPass(6 * g6, 6 * g7, 6 * g8, to + 4 * rowStride, stride);
    weightPass(6 * g3, 6 * g4, 6 * g5, to + 5 * rowStride, stride);
    tap = (tap + step) | 0;
    to = (to + tileRows) | 0;
  }
}

function transformOutput(at: number): void {
  for (let column = 0; column < 9; column++) {
    outputPass(sharedProducts(), at + column * productStride, 9 * productStride, half, column, 9);
  }
  for (let row = 0; row < 4; row++) outputPass(half, row * 9, 1, sharedResult(), row * 4, 1);
}

function transformOutputGradient(
  from: Float64Array,
  at: number,
  rowStride: number,
  write: number,
  stride: number,
): void {
  for (let column = 0; column < 4; column++) outputAdjointPass(from, at + column, rowStride, half, column, 4);
  for (let row = 0; row < 9; row++) {
    outputAdjointPass(half, row * 4, 1, sharedPanels(), write + row * 9 * stride, stride);
  }
}

function transformWeightGradient(at: number): void {
  for (let column = 0; column < 9; column++) {
    weightAdjointPass(sharedProducts(), at + column * productStride, 9 * productStride, half, column, 9);
  }
  for (let row = 0; row < 3; row++) weightAdjointPass(half, row * 9, 1, sharedResult(), row * 3, 1);
}

/**
 * 3x3 taps with stride 2, by phases: in one dimension the inputs with even numbers see the outer two taps, which is F(4, 2)
 * with the points 0, 1, -1, 2 and infinity (5 products for 4 outputs), and those with odd numbers see the middle tap (4
 * products). In two dimensions 81 products give the 4x4 outputs of a 9x9 tile, not 144.
 */
export const stride2: GradientFiltering = {
  outputTile: 4,
  inputTile: 9,
  inputStep: 8,
  frequencies: 81,
  weightFrequencies: 36,
  scale: 6 * 6, // Both passes of G.
  weightOf,
  seenFrom: [0, 2, 4, 6],
  seenTo: [3, 5, 7, 9],
  transformInput,
  transformWeights,
  transformOutput,
  transformOutputGradient,
  transformWeightGradient,
};
