import { at, lanes, madd } from '../vector';

/**
 * 3x3 windows with stride 1 over a padded plane, `y = F(bias + sum over taps of weight * x)` with an F of activation.ts.
 * Strips of 4 columns from top to bottom: the three vectors loaded from a row of the plane serve the three rows of outputs
 * that see it, of which one is complete then and two are under way. That is 9 products for 3 loads and a store, and all fits
 * the 16 registers.
 *
 * @param columns at least 4; the last strip overlaps the one before where they are no multiple of 4
 */
export function slide3x3<F>(
  x: usize,
  pitch: usize,
  weights: usize,
  bias: f32,
  y: usize,
  yPitch: usize,
  rows: i32,
  columns: i32,
): void {
  const w0 = v128.load32_splat(weights, 0);
  const w1 = v128.load32_splat(weights, 4);
  const w2 = v128.load32_splat(weights, 8);
  const w3 = v128.load32_splat(weights, 12);
  const w4 = v128.load32_splat(weights, 16);
  const w5 = v128.load32_splat(weights, 20);
  const w6 = v128.load32_splat(weights, 24);
  const w7 = v128.load32_splat(weights, 28);
  const w8 = v128.load32_splat(weights, 32);
  const start = f32x4.splat(bias);
  const f = changetype<F>(0);
  for (let i = 0; i < columns; i += lanes) {
    const column = min(i, columns - lanes);
    let read = at(x, column);
    let write = at(y, column);

    let a = v128.load(read, 0);
    let b = v128.load(read, 4);
    let c = v128.load(read, 8);
    let first = madd(c, w2, madd(b, w1, madd(a, w0, start)));
    read += pitch;
    a = v128.load(read, 0);
    b = v128.load(read, 4);
    c = v128.load(read, 8);
    first = madd(c, w5, madd(b, w4, madd(a, w3, first)));
    let second = madd(c, w2, madd(b, w1, madd(a, w0, start)));
    for (let row = 0; row < rows; row++) {
      read += pitch;
      a = v128.load(read, 0);
      b = v128.load(read, 4);
      c = v128.load(read, 8);
      v128.store(write, f.lanes(madd(c, w8, madd(b, w7, madd(a, w6, first)))));
      first = madd(c, w5, madd(b, w4, madd(a, w3, second)));
      second = madd(c, w2, madd(b, w1, madd(a, w0, start)));
      write += yPitch;
    }
  }
}
