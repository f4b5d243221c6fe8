import { at, roundUp } from '../vector';
import { multiplyPanels, tileBytes, tileRows } from './tile';
import { packColumns, packRows } from './pack';

/** Steps of a slab: a panel of A and one of B fit the first-level cache. */
export const slabSteps: i32 = 288;
/** Rows of A multiplied before the next: 216 KiB of a slab, for the second-level cache. */
const blockRows: i32 = 192;

/**
 * A `[rows, steps]` in the order in which products read it: slabs of 288 steps, panels of `tileRows` rows inside. A chunk packs the
 * panels of `rowsPerChunk` rows.
 */
@unmanaged
class PackJob {
  a: usize;
  to: usize;
  rowStride: i32;
  stepStride: i32;
  rows: i32;
  steps: i32;
  rowsPerChunk: i32;
  alpha: f32;
}

export function pack(job: PackJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.rowsPerChunk;
  const rows = min(job.rowsPerChunk, job.rows - first);
  const padded = roundUp(job.rows, tileRows);
  for (let step = 0; step < job.steps; step += slabSteps) {
    const steps = min(slabSteps, job.steps - step);
    const from = at(job.a, first * job.rowStride + step * job.stepStride);
    const to = at(job.to, step * padded + first * steps);
    packRows(from, job.rowStride, job.stepStride, rows, steps, to, steps);
    if (job.alpha != 1) scale(to, roundUp(rows, tileRows) * steps, job.alpha);
  }
}

function scale(data: usize, length: i32, alpha: f32): void {
  for (let i = 0; i < length; i++) store<f32>(at(data, i), alpha * load<f32>(at(data, i)));
}

/** Where the panels of a row begin in the packed slab that begins with a step. */
export function slab(packed: usize, rows: i32, step: i32, steps: i32, row: i32): usize {
  return at(packed, step * roundUp(rows, tileRows) + row * steps);
}

/** `C (+)= A B` for packed rows of A and packed columns of B over one slab. `tile` is {@link tileBytes} to work in. */
export function multiplySlab(
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  steps: i32,
  c: usize,
  rowBytes: usize,
  accumulate: bool,
  tile: usize,
): void {
  for (let row = 0; row < rows; row += blockRows) {
    const corner = c + <usize>row * rowBytes;
    multiplyPanels(
      min(blockRows, rows - row),
      columns,
      steps,
      at(a, row * steps),
      b,
      corner,
      rowBytes,
      accumulate,
      tile,
    );
  }
}

/**
 * The product of a packed matrix A with a matrix B of any strides, C row-major. A chunk computes `rowsPerChunk` times
 * `columnsPerChunk` elements of it.
 */
@unmanaged
class MultiplyJob {
  a: usize;
  b: usize;
  c: usize;
  rows: i32;
  columns: i32;
  steps: i32;
  stepStride: i32;
  columnStride: i32;
  rowStrideC: i32;
  accumulate: i32;
  rowsPerChunk: i32;
  columnsPerChunk: i32;
}

export function multiply(job: MultiplyJob, scratch: usize, chunk: i32): void {
  const columnChunks = (job.columns + job.columnsPerChunk - 1) / job.columnsPerChunk;
  const column = (chunk % columnChunks) * job.columnsPerChunk;
  const row = (chunk / columnChunks) * job.rowsPerChunk;
  const columns = min(job.columnsPerChunk, job.columns - column);
  const rows = min(job.rowsPerChunk, job.rows - row);
  const b = at(job.b, column * job.columnStride);
  const c = at(job.c, row * job.rowStrideC + column);
  const packed = scratch + tileBytes;
  for (let step = 0; step < job.steps; step += slabSteps) {
    const steps = min(slabSteps, job.steps - step);
    packColumns(at(b, step * job.stepStride), job.stepStride, job.columnStride, steps, columns, packed);
    const panels = slab(job.a, job.rows, step, steps, row);
    const accumulate = step > 0 || job.accumulate != 0;
    multiplySlab(panels, packed, rows, columns, steps, c, at(0, job.rowStrideC), accumulate, scratch);
  }
}
