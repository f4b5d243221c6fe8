/** Lanes of a panel: rows of A or columns of B. */
export const panelLanes = 3;
/** Rows and columns of the tile that the micro-kernel computes. */
export const tileRows: number = panelLanes;
export const tileColumns: number = panelLanes;

/** Elements of {@link sharedPanels}: 20 MB, of which the host commits what is used. */
export const panelCapacity: number = 5 << 19;

const panels = new Float64Array(panelCapacity);
const anchor = new Int32Array(64);

/**
 * The one array in which all panels of A and B lie, whoever packs them. Kernels run one after the other, so it is free at
 * the beginning of each; its content is unspecified.
 */
export function sharedPanels(): Float64Array {
  return panels;
}

/**
 * `tile = A B` for one panel of A (`[k, 3]`, starting at `a` in {@link sharedPanels}) and one panel of B (`[k, 3]`,
 * starting at `b`), written row-major at `tileAt`. All the arithmetic of gemm and of Winograd convolution happens here.
 *
 * Everything is a double: JavaScript has no other arithmetic, so panels of floats would pay a conversion per load, and
 * Math.fround would cost three times as much. What else it takes (measured on V8 13.6, together 1.3 times the speed):
 *
 * - `panels` is a constant of this module and not a parameter, so that its address and length are constants of the
 *   machine code and not looked up at each load. It must stay unexported and must never be assigned.
 * - `anchor` holds the additions of a row where they are written. V8 moves arithmetic without side effects to the end of
 *   the loop, where all products and sums of the tile would have to wait in registers that do not exist. It cannot move
 *   anything that is observable past a store, and what a store interrupts must be recoverable: so the sums have to be
 *   there by then.
 * - `| 0` tells V8 that an index cannot overflow.
 */
export function multiplyPanels(k: number, a: number, b: number, tile: Float64Array, tileAt: number): void {
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  const end = (a + k * tileRows) | 0;
  while (a < end) {
    const b0 = panels[b]!;
    const b1 = panels[(b + 1) | 0]!;
    const b2 = panels[(b + 2) | 0]!;
    const a0 = panels[a]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    anchor[0] = 0;
    const a1 = panels[(a + 1) | 0]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    anchor[1] = 1;
    const a2 = panels[(a + 2) | 0]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    a = (a + tileRows) | 0;
    b = (b + tileColumns) | 0;
  }
  tile[tileAt] = c00;
  tile[tileAt + 1] = c01;
  tile[tileAt + 2] = c02;
  tile[tileAt + 3] = c10;
  tile[tileAt + 4] = c11;
  tile[tileAt + 5] = c12;
  tile[tileAt + 6] = c20;
  tile[tileAt + 7] = c21;
  tile[tileAt + 8] = c22;
}
