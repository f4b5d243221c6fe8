import { at, lanes } from '../vector';
import { halfTile, tileRolled, tileUnrolled } from '../generated/micro-kernel';

/** Rows of a panel of A, columns of a panel of B. */
export const tileRows: i32 = 6;
export const tileColumns: i32 = 8;

/** Bytes that {@link multiplyPanels} needs to work in. */
export const tileBytes: i32 = tileRows * tileColumns * 4;

let unrolled = false;

/** Four steps a pass: what V8's pairing into AVX2 needs. */
export function unrollTiles(): void {
  unrolled = true;
}

function multiplyTile(steps: i32, a: usize, b: usize, c: usize, rowBytes: usize, accumulate: bool): void {
  // Without fused multiply-add four steps are the better way anyway.
  if (!ASC_FEATURE_RELAXED_SIMD || unrolled) tileUnrolled(steps, a, b, c, rowBytes, accumulate);
  else tileRolled(steps, a, b, c, rowBytes, accumulate);
}

/**
 * `C (+)= A B` for packed panels: `rows` of A in panels `[steps, 6]`, `columns` of B in panels `[steps, 8]`. Panels are
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
      } else {
        if (width <= lanes) halfTile(steps, panel, b, scratch, tileColumns * 4, false);
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
