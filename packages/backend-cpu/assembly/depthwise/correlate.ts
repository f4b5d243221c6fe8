import { at, lanes } from '../vector';
import { tile1x4, tile4x4, tile4x8 } from './tile';

/**
 * Slides taps over a padded plane: `y[row][column] = bias + sum over taps of weights[tap] * x[...]`, where tap `t` of an output
 * lies at `x + row * rowStep + column * 4 + offsets[t]`. Steps and offsets in bytes. Tiles that would hang over the last row
 * or column are moved back and compute some outputs again.
 */
export function correlate(
  x: usize,
  rowStep: usize,
  taps: i32,
  offsets: usize,
  weights: usize,
  bias: f32,
  y: usize,
  yStep: usize,
  rows: i32,
  columns: i32,
): void {
  if (columns < lanes || rows < 4) {
    for (let row = 0; row < rows; row++) {
      if (columns < lanes) storeLanes(y, columns, tile1x4(x, taps, offsets, weights, bias));
      else correlateRow(x, taps, offsets, weights, bias, y, columns);
      x += rowStep;
      y += yStep;
    }
    return;
  }
  for (let i = 0; i < rows; i += 4) {
    const row = min(i, rows - 4);
    const from = x + <usize>row * rowStep;
    correlateFourRows(from, rowStep, taps, offsets, weights, bias, y + <usize>row * yStep, yStep, columns);
  }
}

function correlateFourRows(
  x: usize,
  rowStep: usize,
  taps: i32,
  offsets: usize,
  weights: usize,
  bias: f32,
  y: usize,
  yStep: usize,
  columns: i32,
): void {
  let i = 0;
  while (i < columns) {
    if (columns >= 8 && columns - i > 4) {
      const column = min(i, columns - 8);
      tile4x8(at(x, column), rowStep, taps, offsets, weights, bias, at(y, column), yStep);
      i += 8;
    } else {
      const column = min(i, columns - 4);
      tile4x4(at(x, column), rowStep, taps, offsets, weights, bias, at(y, column), yStep);
      i += 4;
    }
  }
}

function correlateRow(x: usize, taps: i32, offsets: usize, weights: usize, bias: f32, y: usize, columns: i32): void {
  let i = 0;
  for (; i + 16 <= columns; i += 16) tile4x4(at(x, i), 16, taps, offsets, weights, bias, at(y, i), 16);
  for (; i < columns; i += lanes) {
    const column = min(i, columns - lanes);
    v128.store(at(y, column), tile1x4(at(x, column), taps, offsets, weights, bias));
  }
}

/** The first one to three lanes. */
function storeLanes(to: usize, count: i32, values: v128): void {
  v128.store32_lane(to, values, 0);
  if (count > 1) v128.store32_lane(to, values, 1, 4);
  if (count > 2) v128.store32_lane(to, values, 2, 8);
}
