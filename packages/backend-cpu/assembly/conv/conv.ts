import { at, roundUp } from '../vector';
import { multiplySlab, slab, slabSteps } from '../gemm/multiply';
import { tileBytes, tileColumns } from '../gemm/tile';
import { finish } from './finish';
import { ConvGeometry, locate } from './geometry';
import { packConvColumns } from './pack-columns';

/**
 * Which columns this thread has packed: the outputs of a chunk may be some of all, and the next chunk is then often for other
 * outputs of the same pixels. Each thread has an instance of this module, and so its own.
 */
let packedJob: i32 = 0;
let packedPart: i32 = 0;

/**
 * Convolution of one or two axes without a column matrix: a product of packed weights with columns that are packed straight
 * from the image. A chunk computes `pixelsPerChunk` neighbouring output pixels of an image and group, `outputsPerChunk` of its
 * outputs.
 *
 * `x` is `[batch, groups, inputs, height, width]`, and `y` `[batch, groups, outputs, outHeight, outWidth]`: dense, or every
 * `scatterY`-th row and `scatterX`-th column of larger planes, as the phases of a transposed convolution are.
 */
@unmanaged
class ConvJob extends ConvGeometry {
  x: usize;
  weights: usize;
  /** 0 where there is none. */
  bias: usize;
  y: usize;
  groups: i32;
  inputs: i32;
  outputs: i32;
  pixelsPerChunk: i32;
  /** Whole panels, unless it is all of them. */
  outputsPerChunk: i32;
  /** Elements of the packed weights of a group. */
  weightsPerGroup: i32;
  /** Elements of a plane and of a row of y. */
  planePitch: i32;
  rowPitch: i32;
  scatterY: i32;
  scatterX: i32;
  /** Another number for each job. */
  serial: i32;
  /** As in activation.ts. */
  activation: i32;
}

export function conv(job: ConvJob, scratch: usize, chunk: i32): void {
  const positions = job.outHeight * job.outWidth;
  const chunksPerImage = (positions + job.pixelsPerChunk - 1) / job.pixelsPerChunk;
  const outputChunks = (job.outputs + job.outputsPerChunk - 1) / job.outputsPerChunk;
  const output = (chunk % outputChunks) * job.outputsPerChunk;
  const outputs = min(job.outputsPerChunk, job.outputs - output);
  const part = chunk / outputChunks; // image, group and pixels
  const first = (part % chunksPerImage) * job.pixelsPerChunk;
  const plane = part / chunksPerImage;
  const group = plane % job.groups;
  const pixels = min(job.pixelsPerChunk, positions - first);
  const steps = job.inputs * job.kernelHeight * job.kernelWidth;
  const x = at(job.x, plane * job.inputs * job.height * job.width);
  const weights = at(job.weights, group * job.weightsPerGroup);

  const tapOffsets = scratch + tileBytes;
  const pixelOffsets = at(tapOffsets, steps);
  const columns = (at(pixelOffsets, pixels + tileColumns) + 15) & ~15;
  const paddedPixels = roundUp(pixels, tileColumns);
  const isShared = outputChunks > 1;
  const columnsEnd = at(columns, paddedPixels * (isShared ? steps : min(steps, slabSteps)));
  const isDense = job.planePitch == positions;
  const padded = isDense ? columnsEnd : at(columnsEnd, outputs * pixels);
  const isPacked = isShared && packedJob == job.serial && packedPart == part;
  let base: usize = 0;
  if (!isPacked) base = locate(job, job.inputs, x, first, pixels, tapOffsets, pixelOffsets, padded);

  const y = at(job.y, (plane * job.outputs + output) * job.planePitch);
  const block = isDense ? at(y, first) : columnsEnd;
  const rowBytes = at(0, isDense ? positions : pixels);
  for (let step = 0; step < steps; step += slabSteps) {
    const slabLength = min(slabSteps, steps - step);
    const packed = isShared ? at(columns, step * paddedPixels) : columns;
    if (!isPacked) packConvColumns(base, at(tapOffsets, step), slabLength, pixelOffsets, pixels, job.strideX, packed);
    const panels = slab(weights, job.outputs, step, slabLength, output);
    multiplySlab(panels, packed, outputs, pixels, slabLength, block, rowBytes, step > 0, scratch);
  }
  packedJob = job.serial;
  packedPart = part;
  const bias = job.bias == 0 ? <usize>0 : at(job.bias, group * job.outputs + output);
  finish(block, outputs, pixels, rowBytes, bias, job.activation);
  if (!isDense) scatter(job, block, outputs, first, pixels, y);
}

/** Puts a block `[outputs, pixels]` where its pixels belong. */
function scatter(job: ConvJob, block: usize, outputs: i32, first: i32, pixels: i32, y: usize): void {
  for (let output = 0; output < outputs; output++) {
    let row = first / job.outWidth;
    let column = first % job.outWidth;
    let to = at(y, output * job.planePitch + row * job.scatterY * job.rowPitch);
    for (let i = 0; i < pixels; i++) {
      store<f32>(at(to, column * job.scatterX), load<f32>(block));
      block += 4;
      column++;
      if (column == job.outWidth) {
        column = 0;
        to = at(to, job.scatterY * job.rowPitch);
      }
    }
  }
}
