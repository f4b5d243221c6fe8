import { at, lanes, storeUpTo } from '../vector';
import { countedTaps, endInterior, endTap, firstInterior, firstTap, loadFour, PoolJob } from './window';

/** For strides of 1 and 2 along rows. */
export function avgPool(job: PoolJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.planesPerChunk;
  const end = min(first + job.planesPerChunk, job.planes);
  for (let plane = first; plane < end; plane++) {
    const x = at(job.x, plane * job.height * job.width);
    const y = at(job.y, plane * job.outHeight * job.outWidth);
    for (let oy = 0; oy < job.outHeight; oy++) poolRow(job, x, oy, at(y, oy * job.outWidth));
  }
}

/** Vectors where all columns of the windows lie inside, one window by one at the edges. */
function poolRow(job: PoolJob, x: usize, oy: i32, y: usize): void {
  const top = oy * job.strideY - job.padTop;
  const firstY = firstTap(top, job.dilationY, job.kernelHeight, job.height);
  const endY = endTap(top, job.dilationY, job.kernelHeight, job.height);
  const counted = countedRows(job, top);
  const first = firstY < endY ? firstInterior(job) : job.outWidth;
  const end = firstY < endY ? endInterior(job) : job.outWidth;
  for (let ox = 0; ox < first; ox++) store<f32>(at(y, ox), average(job, x, top, firstY, endY, counted, ox));
  const divisor = f32x4.splat(<f32>(counted * job.kernelWidth));
  for (let ox = first; ox < end; ox += lanes) {
    const sums = sumFour(job, x, top, firstY, endY, ox * job.strideX - job.padLeft);
    storeUpTo(at(y, ox), f32x4.div(sums, divisor), end - ox);
  }
  for (let ox = end; ox < job.outWidth; ox++) store<f32>(at(y, ox), average(job, x, top, firstY, endY, counted, ox));
}

export function countedRows(job: PoolJob, top: i32): i32 {
  return countedTaps(top, job.dilationY, job.kernelHeight, job.height, job.padBottom, job.countIncludePad);
}

export function countedColumns(job: PoolJob, left: i32): i32 {
  return countedTaps(left, job.dilationX, job.kernelWidth, job.width, job.padRight, job.countIncludePad);
}

/** Sums of four neighbouring windows, the first of which begins at column `left`. */
function sumFour(job: PoolJob, x: usize, top: i32, firstY: i32, endY: i32, left: i32): v128 {
  let sums = f32x4.splat(0);
  for (let ky = firstY; ky < endY; ky++) {
    let tap = at(x, (top + ky * job.dilationY) * job.width + left);
    for (let kx = 0; kx < job.kernelWidth; kx++) {
      sums = f32x4.add(sums, loadFour(tap, job.strideX));
      tap = at(tap, job.dilationX);
    }
  }
  return sums;
}

/** The mean of one window, of whose columns some may lie outside. */
function average(job: PoolJob, x: usize, top: i32, firstY: i32, endY: i32, counted: i32, ox: i32): f32 {
  const left = ox * job.strideX - job.padLeft;
  const firstX = firstTap(left, job.dilationX, job.kernelWidth, job.width);
  const endX = endTap(left, job.dilationX, job.kernelWidth, job.width);
  const divisor = counted * countedColumns(job, left);
  let sum: f32 = 0;
  for (let ky = firstY; ky < endY; ky++) {
    const row = at(x, (top + ky * job.dilationY) * job.width + left);
    for (let kx = firstX; kx < endX; kx++) sum += load<f32>(at(row, kx * job.dilationX));
  }
  return divisor == 0 ? 0 : sum / <f32>divisor;
}
