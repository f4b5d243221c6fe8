import { at } from '../vector';
import { ColumnsJob } from './columns-job';
import { addRow, clear, endOutput, firstOutput } from './row';

/** The adjoint of im2col: adds every row of columns onto the cells that its tap sees. */
export function col2im(job: ColumnsJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.planesPerChunk;
  const end = min(first + job.planesPerChunk, job.planes);
  const positions = job.outHeight * job.outWidth;
  let from = at(job.columns, first * job.kernelHeight * job.kernelWidth * positions);
  for (let plane = first; plane < end; plane++) {
    const image = at(job.images, plane * job.height * job.width);
    clear(image, job.height * job.width);
    for (let ky = 0; ky < job.kernelHeight; ky++) {
      for (let kx = 0; kx < job.kernelWidth; kx++) {
        rowToTap(job, from, ky * job.dilationY - job.padTop, kx * job.dilationX - job.padLeft, image);
        from = at(from, positions);
      }
    }
  }
}

/** Adds what belongs to a tap that sees cell (originY, originX) at position (0, 0). */
function rowToTap(job: ColumnsJob, from: usize, originY: i32, originX: i32, image: usize): void {
  const firstX = firstOutput(originX, job.strideX, job.width, job.outWidth);
  const endX = endOutput(originX, job.strideX, job.width, job.outWidth);
  const endY = endOutput(originY, job.strideY, job.height, job.outHeight);
  for (let oy = firstOutput(originY, job.strideY, job.height, job.outHeight); oy < endY; oy++) {
    const to = (oy * job.strideY + originY) * job.width + firstX * job.strideX + originX;
    addRow(at(from, oy * job.outWidth + firstX), at(image, to), job.strideX, endX - firstX);
  }
}
