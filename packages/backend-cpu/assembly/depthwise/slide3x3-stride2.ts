import { at, lanes, madd } from '../vector';

/**
 * 3x3 windows with stride 2 along both axes, in strips of 4 columns from top to bottom like {@link slide3x3}. Rows of the
 * plane hold their even columns first and `odd` bytes later the odd ones, so a strip sees three plain vectors of a row. Every
 * other row is the last of one row of outputs and the first of the next.
 *
 * @param columns at least 4
 */
export function slide3x3Stride2<F>(
  x: usize,
  pitch: usize,
  odd: usize,
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
    let b = v128.load(read + odd);
    let c = v128.load(read, 4);
    for (let row = 0; row < rows; row++) {
      let sum = madd(c, w2, madd(b, w1, madd(a, w0, start)));
      read += pitch;
      a = v128.load(read, 0);
      b = v128.load(read + odd);
      c = v128.load(read, 4);
      sum = madd(c, w5, madd(b, w4, madd(a, w3, sum)));
      read += pitch;
      a = v128.load(read, 0);
      b = v128.load(read + odd);
      c = v128.load(read, 4);
      v128.store(write, f.lanes(madd(c, w8, madd(b, w7, madd(a, w6, sum)))));
      write += yPitch;
    }
  }
}
