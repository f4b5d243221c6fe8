import { sharedPanels } from '../gemm/micro-kernel.ts';
import type { Filtering } from './filtering.ts';
import { productStride, sharedProducts, sharedResult } from './products.ts';
import { transformWeights, weightOf } from './stride-2.ts';

const half = new Float64Array(81);

/** One row or column of `B' d`, 5 values to 9: five mixes, and the first four as they are. */
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
  const difference = d3 - d2;
  to[write] = 2 * (d0 - d2) - d1 + d3;
  to[write + stride] = difference - 2 * d1;
  to[write + 2 * stride] = difference + 2 * (d1 - d2);
  to[write + 3 * stride] = d3 - d1;
  to[write + 4 * stride] = 2 * (d1 - d3) - d2 + from[at + 4 * step]!;
  to[write + 5 * stride] = d0;
  to[write + 6 * stride] = d1;
  to[write + 7 * stride] = d2;
  to[write + 8 * stride] = d3;
}

/** One row or column of `A' m`, 9 values to 8: in turn one of the middle tap and one of the outer two. */
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
  to[write] = from[at + 5 * step]!;
  to[write + stride] = from[at]! + sum + m3;
  to[write + 2 * stride] = from[at + 6 * step]!;
  to[write + 3 * stride] = difference + 2 * m3;
  to[write + 4 * stride] = from[at + 7 * step]!;
  to[write + 5 * stride] = sum + 4 * m3;
  to[write + 6 * stride] = from[at + 8 * step]!;
  to[write + 7 * stride] = difference + 8 * m3 + from[at + 4 * step]!;
}

function transformInput(from: Float64Array, at: number, rowStride: number, write: number, stride: number): void {
  for (let column = 0; column < 5; column++) inputPass(from, at + column, rowStride, half, column, 5);
  for (let row = 0; row < 9; row++) inputPass(half, row * 5, 1, sharedPanels(), write + row * 9 * stride, stride);
}

function transformOutput(at: number): void {
  for (let column = 0; column < 9; column++) {
    outputPass(sharedProducts(), at + column * productStride, 9 * productStride, half, column, 9);
  }
  for (let row = 0; row < 8; row++) outputPass(half, row * 9, 1, sharedResult(), row * 8, 1);
}

/**
 * The transposed convolution of `stride2`, taps in reverse: in one dimension every other output sees one input by the middle
 * tap, and those between see two by the outer taps, F(4, 2) again. 81 products give the 8x8 outputs of a 5x5 tile, not 144.
 * Its first output is one of the middle tap.
 */
export const stride2Transposed: Filtering = {
  outputTile: 8,
  inputTile: 5,
  inputStep: 4,
  frequencies: 81,
  weightFrequencies: 36,
  scale: 6 * 6, // Both passes of G.
  weightOf,
  seenFrom: [0, 0, 1, 1, 2, 2, 3, 3],
  seenTo: [1, 2, 2, 3, 3, 4, 4, 5],
  transformInput,
  transformWeights,
  transformOutput,
};
