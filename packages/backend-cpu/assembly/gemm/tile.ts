import { at, lanes } from '../vector';
import { halfTile4, halfTile6, tile4, tile6, tile6Unrolled } from '../generated/micro-kernel';

/**
 * Rows of a panel of A, columns of a panel of B. V8 has 15 registers to give: six rows fill them, 12 for the sums, 2 for B
 * and 1 for A. A product that is not fused with its addition needs one more, and moving sums to memory and back costs a
 * third; four rows have it to spare.
 */
export const tileRows: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
export const tileColumns: i32 = 8;

/** Bytes that {@link multiplyPanels} needs to work in. */
export const tileBytes: i32 = tileRows * tileColumns * 4;

let unrolled = false;

/** Four steps a pass: what V8's pairing into AVX2 needs. */
export function unrollTiles(): void {
  unrolled = true;
}

function multiplyTile(steps: i32, a: usize, b: usize, c: usize, rowBytes: usize, accumulate: bool): void {
  if (!ASC_FEATURE_RELAXED_SIMD) tile4(steps, a, b, c, rowBytes, accumulate);
  else if (unrolled) tile6Unrolled(steps, a, b, c, rowBytes, accumulate);
  else tile6(steps, a, b, c, rowBytes, accumulate);
}

/** The first four columns only. */
function multiplyHalfTile(steps: i32, a: usize, b: usize, c: usize, rowBytes: usize, accumulate: bool): void {
  if (ASC_FEATURE_RELAXED_SIMD) halfTile6(steps, a, b, c, rowBytes, accumulate);
  else halfTile4(steps, a, b, c, rowBytes, accumulate);
}

/**
 * `C (+)= A B` for packed panels: `rows` of A in panels `[steps, tileRows]`, `columns` of B in panels `[steps, 8]`. Panels are
 * padded to whole tiles; C is not, its edges go through `scratch`.
 */
export function multiplyPanels(
  rows: i32,
  columns: i32,
  steps: i32,
  a: usize,
  b: usize,
  c: usize,
  rowBytes: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const panelA = at(0, steps * tileRows);
  const panelB = at(0, steps * tileColumns);
  for (let j = 0; j < columns; j += tileColumns) {
    let panel = a;
    let corner = at(c, j);
    const width = min(tileColumns, columns - j);
    for (let i = 0; i < rows; i += tileRows) {
      const height = min(tileRows, rows - i);
      if (width == tileColumns && height == tileRows) {
        multiplyTile(steps, panel, b, corner, rowBytes, accumulate);
      } else if (width == lanes && height == tileRows) {
        multiplyHalfTile(steps, panel, b, corner, rowBytes, accumulate);
      } else {
        if (width <= lanes) multiplyHalfTile(steps, panel, b, scratch, tileColumns * 4, false);
        else multiplyTile(steps, panel, b, scratch, tileColumns * 4, false);
        storeEdge(scratch, height, width, corner, rowBytes, accumulate);
      }
      panel += panelA;
      corner += <usize>tileRows * rowBytes;
    }
    b += panelB;
  }
}

function storeEdge(tile: usize, height: i32, width: i32, c: usize, rowBytes: usize, accumulate: bool): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const sum = load<f32>(at(tile, i * tileColumns + j));
      store<f32>(at(c, j), accumulate ? load<f32>(at(c, j)) + sum : sum);
    }
    c += rowBytes;
  }
}
