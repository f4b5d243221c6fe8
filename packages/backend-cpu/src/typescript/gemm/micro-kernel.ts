/** Rows of the tile that the micro-kernel computes: lanes of a panel of A. */
export const tileRows = 4;
/** Columns of the tile: lanes of a panel of B. */
export const tileColumns = 3;

/**
 * `tile = A B` for one panel of A (`[k, 4]`, starting at `a`) and one panel of B (`[k, 3]`, starting at `b`), written
 * row-major at `tileAt`. All the arithmetic of gemm and of Winograd convolution happens here.
 *
 * Twelve sums, three values of B and one of A are what fits the sixteen floating-point registers of x86-64. Everything is
 * a double: JavaScript has no other arithmetic, so panels of floats would pay a conversion per load (a third of the
 * speed), and Math.fround would cost three times as much. `| 0` tells V8 that an index cannot overflow, which saves a
 * check per load (a tenth).
 */
export function multiplyPanels(
  k: number,
  panelsA: Float64Array,
  a: number,
  panelsB: Float64Array,
  b: number,
  tile: Float64Array,
  tileAt: number,
): void {
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  const end = (a + k * tileRows) | 0;
  while (a < end) {
    const b0 = panelsB[b]!;
    const b1 = panelsB[(b + 1) | 0]!;
    const b2 = panelsB[(b + 2) | 0]!;
    const a0 = panelsA[a]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    const a1 = panelsA[(a + 1) | 0]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    const a2 = panelsA[(a + 2) | 0]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    const a3 = panelsA[(a + 3) | 0]!;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
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
  tile[tileAt + 9] = c30;
  tile[tileAt + 10] = c31;
  tile[tileAt + 11] = c32;
}
