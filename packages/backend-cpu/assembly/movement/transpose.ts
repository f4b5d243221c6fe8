import { at, transpose4 } from '../vector';

/**
 * Transposes matrices: element (row, column) of matrix (outer, plane) goes from `x + ... + row + column * xColumnStride` to
 * `y + ... + row * yRowStride + column`. A chunk does `rowsPerChunk` rows, a multiple of 4, of one matrix.
 */
@unmanaged
class TransposeJob {
  x: usize;
  y: usize;
  planes: i32;
  rows: i32;
  columns: i32;
  xOuterStride: i32;
  xPlaneStride: i32;
  xColumnStride: i32;
  yOuterStride: i32;
  yPlaneStride: i32;
  yRowStride: i32;
  rowsPerChunk: i32;
}

/** Columns of the blocks in which it walks: it reads as many cache lines at a time, and uses all of each. */
const blockColumns: i32 = 16;

export function transpose(job: TransposeJob, scratch: usize, chunk: i32): void {
  const chunksPerMatrix = (job.rows + job.rowsPerChunk - 1) / job.rowsPerChunk;
  const row = (chunk % chunksPerMatrix) * job.rowsPerChunk;
  const rows = min(job.rowsPerChunk, job.rows - row);
  const matrix = chunk / chunksPerMatrix;
  const outer = matrix / job.planes;
  const plane = matrix % job.planes;
  const x = at(job.x, outer * job.xOuterStride + plane * job.xPlaneStride + row);
  const y = at(job.y, outer * job.yOuterStride + plane * job.yPlaneStride + row * job.yRowStride);
  for (let column = 0; column < job.columns; column += blockColumns) {
    const columns = min(blockColumns, job.columns - column);
    transposeBlock(
      at(x, column * job.xColumnStride),
      at(0, job.xColumnStride),
      at(y, column),
      at(0, job.yRowStride),
      rows,
      columns,
    );
  }
}

function transposeBlock(x: usize, xBytes: usize, y: usize, yBytes: usize, rows: i32, columns: i32): void {
  const whole = columns & ~3;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let from = x;
    for (let column = 0; column < whole; column += 4) {
      transpose4(from, from + xBytes, from + 2 * xBytes, from + 3 * xBytes, at(y, column), yBytes);
      from += 4 * xBytes;
    }
    copyBlock(from, xBytes, at(y, whole), yBytes, 4, columns - whole);
    x += 16;
    y += 4 * yBytes;
  }
  copyBlock(x, xBytes, y, yBytes, rows - row, columns);
}

function copyBlock(x: usize, xBytes: usize, y: usize, yBytes: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    let from = at(x, row);
    for (let column = 0; column < columns; column++) {
      store<i32>(at(y, column), load<i32>(from));
      from += xBytes;
    }
    y += yBytes;
  }
}
