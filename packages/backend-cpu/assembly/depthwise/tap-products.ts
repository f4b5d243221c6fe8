import { at, lanes, madd } from '../vector';

/*
 * Sums over the outputs of a band of `dy * x`, x as each tap sees it: the gradients of the taps' weights, as four partial
 * sums in the lanes of a vector. The band is cut into strips of 4 columns. In one that hangs over the last column, the lanes
 * behind it are set to 0, of x and of dy both: what they hold may be an infinity, which times 0 would be NaN. Masks cost a
 * third of the speed, so `Mask` is v128 for such a strip, and a type that is no vector where all lanes count.
 */

/** Taps of a group: their sums, a vector of dy, one of x and the mask fit the 16 registers. */
export const groupTaps: i32 = 9;

/** Bytes of the sums of a group of taps. */
export const groupBytes: i32 = groupTaps * 16;

/** All ones in the first `count` lanes. */
export function firstLanes(count: i32): v128 {
  return i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
}

function loadLanes<Mask>(from: usize, mask: Mask): v128 {
  if (isVector<Mask>()) return v128.and(v128.load(from), mask);
  return v128.load(from);
}

/**
 * `sums[tap] += dy * x` for nine taps at any byte offsets. `rowStep` is the bytes between what successive rows of dy see.
 */
export function addTapProducts<Mask>(
  x: usize,
  rowStep: usize,
  offsets: usize,
  dy: usize,
  dyStep: usize,
  rows: i32,
  columns: i32,
  mask: Mask,
  sums: usize,
): void {
  const o0 = load<u32>(offsets, 0);
  const o1 = load<u32>(offsets, 4);
  const o2 = load<u32>(offsets, 8);
  const o3 = load<u32>(offsets, 12);
  const o4 = load<u32>(offsets, 16);
  const o5 = load<u32>(offsets, 20);
  const o6 = load<u32>(offsets, 24);
  const o7 = load<u32>(offsets, 28);
  const o8 = load<u32>(offsets, 32);
  let s0 = v128.load(sums, 0);
  let s1 = v128.load(sums, 16);
  let s2 = v128.load(sums, 32);
  let s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64);
  let s5 = v128.load(sums, 80);
  let s6 = v128.load(sums, 96);
  let s7 = v128.load(sums, 112);
  let s8 = v128.load(sums, 128);
  for (let column = 0; column < columns; column += lanes) {
    let row = at(x, column);
    let value = at(dy, column);
    for (let i = 0; i < rows; i++) {
      const d = loadLanes<Mask>(value, mask);
      s0 = madd(d, loadLanes<Mask>(row + o0, mask), s0);
      s1 = madd(d, loadLanes<Mask>(row + o1, mask), s1);
      s2 = madd(d, loadLanes<Mask>(row + o2, mask), s2);
      s3 = madd(d, loadLanes<Mask>(row + o3, mask), s3);
      s4 = madd(d, loadLanes<Mask>(row + o4, mask), s4);
      s5 = madd(d, loadLanes<Mask>(row + o5, mask), s5);
      s6 = madd(d, loadLanes<Mask>(row + o6, mask), s6);
      s7 = madd(d, loadLanes<Mask>(row + o7, mask), s7);
      s8 = madd(d, loadLanes<Mask>(row + o8, mask), s8);
      row += rowStep;
      value += dyStep;
    }
  }
  v128.store(sums, s0, 0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  v128.store(sums, s4, 64);
  v128.store(sums, s5, 80);
  v128.store(sums, s6, 96);
  v128.store(sums, s7, 112);
  v128.store(sums, s8, 128);
}

/** {@link addTapProducts} for 3x3 windows with stride 1 and two rows of dy at a time, which see the same two rows of x. */
export function addTapProducts3x3<Mask>(
  x: usize,
  pitch: usize,
  dy: usize,
  dyStep: usize,
  rowPairs: i32,
  columns: i32,
  mask: Mask,
  sums: usize,
): void {
  let s0 = v128.load(sums, 0);
  let s1 = v128.load(sums, 16);
  let s2 = v128.load(sums, 32);
  let s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64);
  let s5 = v128.load(sums, 80);
  let s6 = v128.load(sums, 96);
  let s7 = v128.load(sums, 112);
  let s8 = v128.load(sums, 128);
  for (let column = 0; column < columns; column += lanes) {
    let row = at(x, column);
    let value = at(dy, column);
    for (let i = 0; i < rowPairs; i++) {
      const upper = loadLanes<Mask>(value, mask);
      value += dyStep;
      const lower = loadLanes<Mask>(value, mask);
      value += dyStep;
      s0 = madd(upper, loadLanes<Mask>(row, mask), s0);
      s1 = madd(upper, loadLanes<Mask>(row + 4, mask), s1);
      s2 = madd(upper, loadLanes<Mask>(row + 8, mask), s2);
      row += pitch;
      let seen = loadLanes<Mask>(row, mask);
      s3 = madd(upper, seen, s3);
      s0 = madd(lower, seen, s0);
      seen = loadLanes<Mask>(row + 4, mask);
      s4 = madd(upper, seen, s4);
      s1 = madd(lower, seen, s1);
      seen = loadLanes<Mask>(row + 8, mask);
      s5 = madd(upper, seen, s5);
      s2 = madd(lower, seen, s2);
      row += pitch;
      seen = loadLanes<Mask>(row, mask);
      s6 = madd(upper, seen, s6);
      s3 = madd(lower, seen, s3);
      seen = loadLanes<Mask>(row + 4, mask);
      s7 = madd(upper, seen, s7);
      s4 = madd(lower, seen, s4);
      seen = loadLanes<Mask>(row + 8, mask);
      s8 = madd(upper, seen, s8);
      s5 = madd(lower, seen, s5);
      const last = row + pitch;
      s6 = madd(lower, loadLanes<Mask>(last, mask), s6);
      s7 = madd(lower, loadLanes<Mask>(last + 4, mask), s7);
      s8 = madd(lower, loadLanes<Mask>(last + 8, mask), s8);
    }
  }
  v128.store(sums, s0, 0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  v128.store(sums, s4, 64);
  v128.store(sums, s5, 80);
  v128.store(sums, s6, 96);
  v128.store(sums, s7, 112);
  v128.store(sums, s8, 128);
}
