import { at, lanes, storeUpTo } from '../vector';
import { endInterior, endTap, firstInterior, firstTap, isHalving, loadFour, PoolJob } from './window';

const laneNumbers = memory.data<i32>([0, 1, 2, 3], 16);

/** For strides of 1 and 2 along rows. */
export function maxPool(job: PoolJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.planesPerChunk;
  const end = min(first + job.planesPerChunk, job.planes);
  const positions = job.outHeight * job.outWidth;
  const halving = isHalving(job);
  for (let plane = first; plane < end; plane++) {
    const x = at(job.x, plane * job.height * job.width);
    for (let oy = 0; oy < job.outHeight; oy++) {
      const y = at(job.y, plane * positions + oy * job.outWidth);
      const indices = at(job.indices, plane * positions + oy * job.outWidth);
      if (halving) halveRow(job, x, 2 * oy, y, indices);
      else poolRow(job, x, oy * job.strideY - job.padTop, y, indices);
    }
  }
}

/**
 * Where a candidate wins over what comes earlier in its window: it is larger, or the first NaN. In other words it is not
 * at most as large, and the earlier one is a number.
 */
function wins(candidate: v128, winner: v128): v128 {
  return v128.andnot(f32x4.eq(winner, winner), f32x4.le(candidate, winner));
}

/** Windows of 2x2 over rows `top` and `top + 1`, four windows at a time. */
function halveRow(job: PoolJob, x: usize, top: i32, y: usize, indices: usize): void {
  const width = job.width;
  const upper = at(x, top * width);
  const lower = at(upper, width);
  const numbers = v128.load(laneNumbers);
  const right = i32x4.splat(1);
  const below = i32x4.splat(width);
  let cells = i32x4.add(i32x4.add(numbers, numbers), i32x4.splat(top * width));
  for (let ox = 0; ox < job.outWidth; ox += lanes) {
    const upperLow = v128.load(at(upper, 2 * ox));
    const upperHigh = v128.load(at(upper, 2 * ox), 16);
    const lowerLow = v128.load(at(lower, 2 * ox));
    const lowerHigh = v128.load(at(lower, 2 * ox), 16);
    let winner = v128.shuffle<f32>(upperLow, upperHigh, 0, 2, 4, 6);
    let index = cells;

    let candidate = v128.shuffle<f32>(upperLow, upperHigh, 1, 3, 5, 7);
    let mask = wins(candidate, winner);
    winner = v128.bitselect(candidate, winner, mask);
    index = v128.bitselect(i32x4.add(cells, right), index, mask);

    candidate = v128.shuffle<f32>(lowerLow, lowerHigh, 0, 2, 4, 6);
    mask = wins(candidate, winner);
    const cellsBelow = i32x4.add(cells, below);
    winner = v128.bitselect(candidate, winner, mask);
    index = v128.bitselect(cellsBelow, index, mask);

    candidate = v128.shuffle<f32>(lowerLow, lowerHigh, 1, 3, 5, 7);
    mask = wins(candidate, winner);
    winner = v128.bitselect(candidate, winner, mask);
    index = v128.bitselect(i32x4.add(cellsBelow, right), index, mask);

    storeUpTo(at(y, ox), winner, job.outWidth - ox);
    storeUpTo(at(indices, ox), index, job.outWidth - ox);
    cells = i32x4.add(cells, i32x4.splat(2 * lanes));
  }
}

/** Any windows that begin in row `top`: vectors where all their columns lie inside, one by one at the edges. */
function poolRow(job: PoolJob, x: usize, top: i32, y: usize, indices: usize): void {
  const firstY = firstTap(top, job.dilationY, job.kernelHeight, job.height);
  const endY = endTap(top, job.dilationY, job.kernelHeight, job.height);
  const first = firstY < endY ? firstInterior(job) : job.outWidth;
  const end = firstY < endY ? endInterior(job) : job.outWidth;
  for (let ox = 0; ox < first; ox++) poolOne(job, x, top, firstY, endY, ox, at(y, ox), at(indices, ox));
  for (let ox = first; ox < end; ox += lanes) {
    poolFour(job, x, top, firstY, endY, ox * job.strideX - job.padLeft, at(y, ox), at(indices, ox), end - ox);
  }
  for (let ox = end; ox < job.outWidth; ox++) poolOne(job, x, top, firstY, endY, ox, at(y, ox), at(indices, ox));
}

/** Four neighbouring windows, the first of which begins at column `left`; `count` of them are stored. */
function poolFour(
  job: PoolJob,
  x: usize,
  top: i32,
  firstY: i32,
  endY: i32,
  left: i32,
  y: usize,
  indices: usize,
  count: i32,
): void {
  const apart = i32x4.mul(v128.load(laneNumbers), i32x4.splat(job.strideX));
  let cell = (top + firstY * job.dilationY) * job.width + left;
  // The first tap meets itself, which changes nothing.
  let winner = loadFour(at(x, cell), job.strideX);
  let index = i32x4.add(i32x4.splat(cell), apart);
  for (let ky = firstY; ky < endY; ky++) {
    let tap = cell;
    for (let kx = 0; kx < job.kernelWidth; kx++) {
      const candidate = loadFour(at(x, tap), job.strideX);
      const mask = wins(candidate, winner);
      winner = v128.bitselect(candidate, winner, mask);
      index = v128.bitselect(i32x4.add(i32x4.splat(tap), apart), index, mask);
      tap += job.dilationX;
    }
    cell += job.dilationY * job.width;
  }
  storeUpTo(y, winner, count);
  storeUpTo(indices, index, count);
}

/** One window, of whose columns some may lie outside. */
function poolOne(job: PoolJob, x: usize, top: i32, firstY: i32, endY: i32, ox: i32, y: usize, indices: usize): void {
  const left = ox * job.strideX - job.padLeft;
  const firstX = firstTap(left, job.dilationX, job.kernelWidth, job.width);
  const endX = endTap(left, job.dilationX, job.kernelWidth, job.width);
  let winner = -1;
  let largest: f32 = -Infinity;
  for (let ky = firstY; ky < endY; ky++) {
    const row = (top + ky * job.dilationY) * job.width + left;
    for (let kx = firstX; kx < endX; kx++) {
      const cell = row + kx * job.dilationX;
      const value = load<f32>(at(x, cell));
      if (winner < 0 || (!(value <= largest) && largest == largest)) {
        winner = cell;
        largest = value;
      }
    }
  }
  store<f32>(y, largest);
  store<i32>(indices, winner);
}
