import { clear } from '../movement/row';
import { at, lanes, storeUpTo } from '../vector';
import { isHalving, PoolJob } from './window';

const laneNumbers = memory.data<i32>([0, 1, 2, 3], 16);

export function maxPoolGradient(job: PoolJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.planesPerChunk;
  const end = min(first + job.planesPerChunk, job.planes);
  const positions = job.outHeight * job.outWidth;
  const cells = job.height * job.width;
  const halving = isHalving(job);
  for (let plane = first; plane < end; plane++) {
    const dx = at(job.x, plane * cells);
    const dy = at(job.y, plane * positions);
    const indices = at(job.indices, plane * positions);
    if (halving) {
      spreadPlane(job, dx, dy, indices);
    } else {
      clear(dx, cells);
      scatter(dx, dy, indices, positions);
    }
  }
}

function scatter(dx: usize, dy: usize, indices: usize, positions: i32): void {
  for (let i = 0; i < positions; i++) {
    const winner = load<i32>(at(indices, i));
    if (winner < 0) continue;
    const to = at(dx, winner);
    store<f32>(to, load<f32>(to) + load<f32>(at(dy, i)));
  }
}

/** Where windows of 2x2 do not overlap, each cell asks whether it has won its window. */
function spreadPlane(job: PoolJob, dx: usize, dy: usize, indices: usize): void {
  const width = job.width;
  for (let oy = 0; oy < job.outHeight; oy++) {
    spreadRow(job, dx, 2 * oy, at(dy, oy * job.outWidth), at(indices, oy * job.outWidth));
  }
  const below = 2 * job.outHeight * width;
  clear(at(dx, below), job.height * width - below);
}

function spreadRow(job: PoolJob, dx: usize, top: i32, dy: usize, indices: usize): void {
  const width = job.width;
  const upper = at(dx, top * width);
  const lower = at(upper, width);
  const below = i32x4.splat(width);
  const step = i32x4.splat(lanes);
  let cells = i32x4.add(v128.load(laneNumbers), i32x4.splat(top * width));
  for (let ox = 0; ox < job.outWidth; ox += lanes) {
    const winners = v128.load(at(indices, ox));
    const gradients = v128.load(at(dy, ox));
    const count = 2 * (job.outWidth - ox);
    let winner = v128.shuffle<i32>(winners, winners, 0, 0, 1, 1);
    let gradient = v128.shuffle<f32>(gradients, gradients, 0, 0, 1, 1);
    storeUpTo(at(upper, 2 * ox), v128.and(gradient, i32x4.eq(winner, cells)), count);
    storeUpTo(at(lower, 2 * ox), v128.and(gradient, i32x4.eq(winner, i32x4.add(cells, below))), count);
    cells = i32x4.add(cells, step);
    if (count <= lanes) break;
    winner = v128.shuffle<i32>(winners, winners, 2, 2, 3, 3);
    gradient = v128.shuffle<f32>(gradients, gradients, 2, 2, 3, 3);
    storeUpTo(at(upper, 2 * ox + lanes), v128.and(gradient, i32x4.eq(winner, cells)), count - lanes);
    storeUpTo(at(lower, 2 * ox + lanes), v128.and(gradient, i32x4.eq(winner, i32x4.add(cells, below))), count - lanes);
    cells = i32x4.add(cells, step);
  }
  const covered = 2 * job.outWidth;
  clear(at(upper, covered), width - covered);
  clear(at(lower, covered), width - covered);
}
