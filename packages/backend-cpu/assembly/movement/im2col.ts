import { at } from '../vector';
import { ColumnsJob } from './columns-job';
import { clear, endOutput, firstOutput, gatherRow } from './row';

export function im2col(job: ColumnsJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.planesPerChunk;
  const end = min(first + job.planesPerChunk, job.planes);
  const positions = job.outHeight * job.outWidth;
  let to = at(job.columns, first * job.kernelHeight * job.kernelWidth * positions);
  for (let plane = first; plane < end; plane++) {
    const image = at(job.images, plane * job.height * job.width);
    for (let ky = 0; ky < job.kernelHeight; ky++) {
      for (let kx = 0; kx < job.kernelWidth; kx++) {
        tapToRow(job, image, ky * job.dilationY - job.padTop, kx * job.dilationX - job.padLeft, to);
        to = at(to, positions);
      }
    }
  }
}

/** What a tap sees at each output position that sees cell (originY, originX) at position (0, 0). */
function tapToRow(job: ColumnsJob, image: usize, originY: i32, originX: i32, to: usize): void {
  const firstY = firstOutput(originY, job.strideY, job.height, job.outHeight);
  const endY = endOutput(originY, job.strideY, job.height, job.outHeight);
  const firstX = firstOutput(originX, job.strideX, job.width, job.outWidth);
  const endX = endOutput(originX, job.strideX, job.width, job.outWidth);
  clear(to, firstY * job.outWidth);
  for (let oy = firstY; oy < endY; oy++) {
    const row = at(to, oy * job.outWidth);
    const from = (oy * job.strideY + originY) * job.width + firstX * job.strideX + originX;
    clear(row, firstX);
    gatherRow(at(image, from), job.strideX, at(row, firstX), endX - firstX);
    clear(at(row, endX), job.outWidth - endX);
  }
  clear(at(to, endY * job.outWidth), (job.outHeight - endY) * job.outWidth);
}
