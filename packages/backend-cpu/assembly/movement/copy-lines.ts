import { at } from '../vector';
import { copyRow, gatherRow } from './row';

/**
 * Copies lines: element i of line (outer, plane, row) goes from `x + ... + i * xStride` to `y + ... + i * yStride`. Strides
 * count elements. A chunk does `perChunk` elements of each of `linesPerChunk` lines.
 */
@unmanaged
class CopyLinesJob {
  x: usize;
  y: usize;
  outer: i32;
  planes: i32;
  rows: i32;
  length: i32;
  xOuterStride: i32;
  xPlaneStride: i32;
  xRowStride: i32;
  xStride: i32;
  yOuterStride: i32;
  yPlaneStride: i32;
  yRowStride: i32;
  yStride: i32;
  linesPerChunk: i32;
  perChunk: i32;
}

export function copyLines(job: CopyLinesJob, scratch: usize, chunk: i32): void {
  const chunksPerLine = (job.length + job.perChunk - 1) / job.perChunk;
  const from = (chunk % chunksPerLine) * job.perChunk;
  const count = min(job.perChunk, job.length - from);
  const first = (chunk / chunksPerLine) * job.linesPerChunk;
  const end = min(first + job.linesPerChunk, job.outer * job.planes * job.rows);
  for (let line = first; line < end; line++) {
    const row = line % job.rows;
    const plane = (line / job.rows) % job.planes;
    const outer = line / (job.rows * job.planes);
    const x = outer * job.xOuterStride + plane * job.xPlaneStride + row * job.xRowStride + from * job.xStride;
    const y = outer * job.yOuterStride + plane * job.yPlaneStride + row * job.yRowStride + from * job.yStride;
    copyLine(at(job.x, x), job.xStride, at(job.y, y), job.yStride, count);
  }
}

function copyLine(x: usize, xStride: i32, y: usize, yStride: i32, count: i32): void {
  if (yStride == 1 && xStride == 1) copyRow(x, y, count);
  else if (yStride == 1 && xStride == 0) repeat(load<i32>(x), y, count);
  else if (yStride == 1) gatherRow(x, xStride, y, count);
  else for (let i = 0; i < count; i++) store<i32>(at(y, i * yStride), load<i32>(at(x, i * xStride)));
}

/** Writes four bytes, whatever they mean, `count` times. */
export function repeat(bits: i32, to: usize, count: i32): void {
  const values = i32x4.splat(bits);
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(at(to, i), values);
  for (; i < count; i++) store<i32>(at(to, i), bits);
}
