import { at, transpose4 } from '../vector';
import { tileColumns, tileRows } from './tile';

/**
 * Rows of a strided matrix into panels `[steps, tileRows]`, missing rows as 0: `panel[k][i] = a[row + i][k]`. Strides in elements;
 * panels lie `panelSteps` steps apart, so that several matrices can share them.
 */
export function packRows(
  a: usize,
  rowStride: i32,
  stepStride: i32,
  rows: i32,
  steps: i32,
  to: usize,
  panelSteps: i32,
): void {
  for (let i = 0; i < rows; i += tileRows) {
    const from = at(a, i * rowStride);
    if (rows - i < tileRows) packPartialPanel(from, rowStride, stepStride, rows - i, steps, tileRows, to);
    else if (stepStride == 1) packRowsAcross(from, rowStride, steps, to);
    else if (rowStride == 1) packRowsAlong(from, stepStride, steps, to);
    else packWholePanel(from, rowStride, stepStride, steps, tileRows, to);
    to = at(to, panelSteps * tileRows);
  }
}

/** Rows that are contiguous along the steps: a transpose, of four and of the other two where the tile has them. */
function packRowsAcross(from: usize, rowStride: i32, steps: i32, to: usize): void {
  const row = at(0, rowStride);
  const panelRow: usize = tileRows * 4;
  let k = 0;
  for (; k + 4 <= steps; k += 4) {
    transpose4(from, from + row, from + 2 * row, from + 3 * row, to, panelRow);
    if (tileRows == 6) {
      const a = v128.load(from + 4 * row);
      const b = v128.load(from + 5 * row);
      const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      v128.store64_lane(to, low, 0, 16);
      v128.store64_lane(to + panelRow, low, 1, 16);
      v128.store64_lane(to + 2 * panelRow, high, 0, 16);
      v128.store64_lane(to + 3 * panelRow, high, 1, 16);
    }
    from += 16;
    to += 4 * panelRow;
  }
  packWholePanel(from, rowStride, 1, steps - k, tileRows, to);
}

/** Rows that are neighbours in each step: a copy. */
function packRowsAlong(from: usize, stepStride: i32, steps: i32, to: usize): void {
  const step = at(0, stepStride);
  for (let k = 0; k < steps; k++) {
    v128.store(to, v128.load(from));
    if (tileRows == 6) store<u64>(to, load<u64>(from, 16), 16);
    from += step;
    to += tileRows * 4;
  }
}

/** Columns of a strided matrix into panels `[steps, 8]`, missing columns as 0: `panel[k][j] = b[k][column + j]`. */
export function packColumns(b: usize, stepStride: i32, columnStride: i32, steps: i32, columns: i32, to: usize): void {
  // Pairs of panels, where there are: 8 floats are half a cache line.
  let j = 0;
  if (columnStride == 1) {
    for (; j + 2 * tileColumns <= columns; j += 2 * tileColumns) {
      packTwoPanelsAlong(at(b, j), stepStride, steps, to);
      to = at(to, 2 * steps * tileColumns);
    }
  }
  for (; j < columns; j += tileColumns) {
    const from = at(b, j * columnStride);
    if (columns - j < tileColumns)
      packPartialPanel(from, columnStride, stepStride, columns - j, steps, tileColumns, to);
    else if (columnStride == 1) packColumnsAlong(from, stepStride, steps, to);
    else if (stepStride == 1) packColumnsAcross(from, columnStride, steps, to);
    else packWholePanel(from, columnStride, stepStride, steps, tileColumns, to);
    to = at(to, steps * tileColumns);
  }
}

function packTwoPanelsAlong(from: usize, stepStride: i32, steps: i32, to: usize): void {
  const step = at(0, stepStride);
  let second = at(to, steps * tileColumns);
  for (let k = 0; k < steps; k++) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    v128.store(second, v128.load(from, 32));
    v128.store(second, v128.load(from, 48), 16);
    from += step;
    to += tileColumns * 4;
    second += tileColumns * 4;
  }
}

function packColumnsAlong(from: usize, stepStride: i32, steps: i32, to: usize): void {
  const step = at(0, stepStride);
  for (let k = 0; k < steps; k++) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += step;
    to += tileColumns * 4;
  }
}

/** Eight columns that are contiguous along the steps: a transpose. */
function packColumnsAcross(from: usize, columnStride: i32, steps: i32, to: usize): void {
  const column = at(0, columnStride);
  const panelRow: usize = tileColumns * 4;
  let k = 0;
  for (; k + 4 <= steps; k += 4) {
    transpose4(from, from + column, from + 2 * column, from + 3 * column, to, panelRow);
    const second = from + 4 * column;
    transpose4(second, second + column, second + 2 * column, second + 3 * column, to + 16, panelRow);
    from += 16;
    to += 4 * panelRow;
  }
  packWholePanel(from, columnStride, 1, steps - k, tileColumns, to);
}

/** Any strides: `length` lines into panels of that width. */
function packWholePanel(from: usize, lineStride: i32, stepStride: i32, steps: i32, length: i32, to: usize): void {
  for (let k = 0; k < steps; k++) {
    for (let i = 0; i < length; i++) store<f32>(at(to, i), load<f32>(at(from, i * lineStride)));
    from = at(from, stepStride);
    to = at(to, length);
  }
}

function packPartialPanel(
  from: usize,
  lineStride: i32,
  stepStride: i32,
  lines: i32,
  steps: i32,
  length: i32,
  to: usize,
): void {
  for (let k = 0; k < steps; k++) {
    for (let i = 0; i < lines; i++) store<f32>(at(to, i), load<f32>(at(from, i * lineStride)));
    for (let i = lines; i < length; i++) store<f32>(at(to, i), 0);
    from = at(from, stepStride);
    to = at(to, length);
  }
}
