import { addRow, clear, endOutput, firstOutput } from '../movement/row';
import { at, lanes, storeUpTo } from '../vector';
import { countedColumns, countedRows } from './avg-pool';
import { endTap, firstTap, isHalving, PoolJob } from './window';

/** Each window's gradient in equal parts to the cells it covers. `scratch` holds `outWidth` floats. */
export function avgPoolGradient(job: PoolJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.planesPerChunk;
  const end = min(first + job.planesPerChunk, job.planes);
  const cells = job.height * job.width;
  const halving = isHalving(job);
  for (let plane = first; plane < end; plane++) {
    const dx = at(job.x, plane * cells);
    const dy = at(job.y, plane * job.outHeight * job.outWidth);
    if (halving) {
      spreadPlane(job, dx, dy);
      continue;
    }
    clear(dx, cells);
    for (let oy = 0; oy < job.outHeight; oy++) addWindows(job, dx, oy, at(dy, oy * job.outWidth), scratch);
  }
}

/** A row of windows: once its shares are known, each tap adds the row of them somewhere. */
function addWindows(job: PoolJob, dx: usize, oy: i32, dy: usize, shares: usize): void {
  const top = oy * job.strideY - job.padTop;
  const firstY = firstTap(top, job.dilationY, job.kernelHeight, job.height);
  const endY = endTap(top, job.dilationY, job.kernelHeight, job.height);
  const counted = countedRows(job, top);
  for (let ox = 0; ox < job.outWidth; ox++) {
    const divisor = counted * countedColumns(job, ox * job.strideX - job.padLeft);
    store<f32>(at(shares, ox), load<f32>(at(dy, ox)) / <f32>divisor);
  }
  for (let kx = 0; kx < job.kernelWidth; kx++) {
    const origin = kx * job.dilationX - job.padLeft;
    const firstX = firstOutput(origin, job.strideX, job.width, job.outWidth);
    const endX = endOutput(origin, job.strideX, job.width, job.outWidth);
    for (let ky = firstY; ky < endY; ky++) {
      const to = (top + ky * job.dilationY) * job.width + firstX * job.strideX + origin;
      addRow(at(shares, firstX), at(dx, to), job.strideX, endX - firstX);
    }
  }
}

/** Windows of 2x2 side by side: every cell has one. */
function spreadPlane(job: PoolJob, dx: usize, dy: usize): void {
  const width = job.width;
  for (let oy = 0; oy < job.outHeight; oy++) {
    const upper = at(dx, 2 * oy * width);
    spreadRow(job, at(dy, oy * job.outWidth), upper, at(upper, width));
  }
  const below = 2 * job.outHeight * width;
  clear(at(dx, below), job.height * width - below);
}

function spreadRow(job: PoolJob, dy: usize, upper: usize, lower: usize): void {
  const covered = 2 * job.outWidth;
  const quarter = f32x4.splat(0.25);
  for (let ox = 0; ox < job.outWidth; ox += lanes) {
    const shares = f32x4.mul(v128.load(at(dy, ox)), quarter);
    const column = 2 * ox;
    const low = v128.shuffle<f32>(shares, shares, 0, 0, 1, 1);
    storeUpTo(at(upper, column), low, covered - column);
    storeUpTo(at(lower, column), low, covered - column);
    if (column + lanes >= covered) break;
    const high = v128.shuffle<f32>(shares, shares, 2, 2, 3, 3);
    storeUpTo(at(upper, column + lanes), high, covered - column - lanes);
    storeUpTo(at(lower, column + lanes), high, covered - column - lanes);
  }
  clear(at(upper, covered), job.width - covered);
  clear(at(lower, covered), job.width - covered);
}
