import { at, lanes, madd } from '../vector';

/**
 * Transposed 3x3 convolution with stride 2 along both axes and an even width, in strips of 8 columns of y from top to bottom.
 * Along an axis, an even place `2j` (place: cell plus padding) is reached by tap 0 from cell `j` and by tap 2 from cell `j - 1`
 * of x; an odd one, `2j + 1`, by tap 1 from cell `j`. So four vectors of x give the four rows of four that are two rows of
 * eight once interleaved, and two of them serve the next rows too.
 *
 * @param x padded, from one row and one column before those that reach the first even places
 * @param y where the row of the first even place lies, or would lie: `row` is its number and may be -1
 * @param steps pairs of rows, of which those outside 0 to `height` are not stored
 * @param skip 1 where column 0 is an odd place, else 0
 */
export function spread3x3Stride2(
  x: usize,
  pitch: usize,
  weights: usize,
  y: usize,
  row: i32,
  steps: i32,
  height: i32,
  width: i32,
  skip: i32,
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
  const yStep = at(0, width);
  // The odd places of a strip come from the same cells as the even ones, or where they come first, from the cells before.
  const middle: usize = skip == 0 ? 4 : 0;
  for (let i = 0; i < width; i += 2 * lanes) {
    const column = min(i, width - 2 * lanes);
    let read = at(x, (column >> 1) + skip);
    let write = at(y, column);
    let aboveLeft = v128.load(read);
    let aboveRight = v128.load(read, 4);
    let aboveMiddle = v128.load(read + middle);
    for (let j = row; j < row + 2 * steps; j += 2) {
      read += pitch;
      const left = v128.load(read);
      const right = v128.load(read, 4);
      const centre = v128.load(read + middle);
      if (j >= 0) {
        const even = madd(aboveLeft, w8, madd(aboveRight, w6, madd(left, w2, f32x4.mul(right, w0))));
        const odd = madd(aboveMiddle, w7, f32x4.mul(centre, w1));
        storeInterleaved(even, odd, skip, write);
      }
      if (j + 1 < height) {
        const even = madd(left, w5, f32x4.mul(right, w3));
        const odd = f32x4.mul(centre, w4);
        storeInterleaved(even, odd, skip, write + yStep);
      }
      write += 2 * yStep;
      aboveLeft = left;
      aboveRight = right;
      aboveMiddle = centre;
    }
  }
}

function storeInterleaved(even: v128, odd: v128, skip: i32, to: usize): void {
  const first = skip == 0 ? even : odd;
  const second = skip == 0 ? odd : even;
  v128.store(to, v128.shuffle<f32>(first, second, 0, 4, 1, 5));
  v128.store(to, v128.shuffle<f32>(first, second, 2, 6, 3, 7), 16);
}
