import { at, roundUp } from '../vector';
import { multiplyPanels, tileBytes, tileColumns, tileRows } from './tile';
import { packColumns, packRows } from './pack';

/** Steps of a slab: a panel of A and one of B fit the first-level cache. */
export const slabSteps: i32 = 288;
/** Rows of A multiplied before the next: 216 KiB of a slab, for the second-level cache. */
const blockRows: i32 = 192;

/** Bytes of packed columns and a tile behind them. */
export function packedColumnsBytes(columns: i32, steps: i32): i32 {
  return roundUp(columns, tileColumns) * min(steps, slabSteps) * 4 + tileBytes;
}

/**
 * A `[rows, steps]` in the order in which products read it: slabs of 288 steps, panels of 6 rows inside. A chunk packs the
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
 * Products of packed matrices A with matrices B of any strides, C row-major. A chunk computes `rowsPerChunk` times
 * `columnsPerChunk` elements of one of them.
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
  /** Elements from one matrix of the batch to the next. */
  batchStrideA: i32;
  batchStrideB: i32;
  batchStrideC: i32;
}

export function multiply(job: MultiplyJob, scratch: usize, chunk: i32): void {
  const columnChunks = (job.columns + job.columnsPerChunk - 1) / job.columnsPerChunk;
  const rowChunks = (job.rows + job.rowsPerChunk - 1) / job.rowsPerChunk;
  const column = (chunk % columnChunks) * job.columnsPerChunk;
  const row = ((chunk / columnChunks) % rowChunks) * job.rowsPerChunk;
  const batch = chunk / (columnChunks * rowChunks);
  const columns = min(job.columnsPerChunk, job.columns - column);
  const rows = min(job.rowsPerChunk, job.rows - row);
  const a = at(job.a, batch * job.batchStrideA);
  const b = at(job.b, batch * job.batchStrideB + column * job.columnStride);
  const c = at(job.c, batch * job.batchStrideC + row * job.rowStrideC + column);
  const packed = scratch + tileBytes;
  for (let step = 0; step < job.steps; step += slabSteps) {
    const steps = min(slabSteps, job.steps - step);
    packColumns(at(b, step * job.stepStride), job.stepStride, job.columnStride, steps, columns, packed);
    const panels = slab(a, job.rows, step, steps, row);
    const accumulate = step > 0 || job.accumulate != 0;
    multiplySlab(panels, packed, rows, columns, steps, c, at(0, job.rowStrideC), accumulate, scratch);
  }
}
