import { at, roundUp } from '../vector';
import { multiplySlab, slabSteps } from '../gemm/multiply';
import { packRows } from '../gemm/pack';
import { tileBytes, tileColumns, tileRows } from '../gemm/tile';
import { ConvGeometry, locate } from './geometry';
import { packConvRows } from './pack-rows';

/**
 * Gradient of a convolution by its weight, without a column matrix: `dWeight [outputs, taps] = dy [outputs, pixels] x
 * columns' [pixels, taps]`, summed over the images. A chunk computes the taps of `inputsPerChunk` inputs of a group for
 * `outputsPerChunk` outputs, summed over `pixelsPerPart` pixels; the sums of each such part are an array of their own, to be
 * added up afterwards.
 */
@unmanaged
class ConvWeightGradientJob extends ConvGeometry {
  x: usize;
  dy: usize;
  /** `[parts, groups, outputs, inputs, kernelHeight, kernelWidth]` */
  dWeight: usize;
  batch: i32;
  groups: i32;
  inputs: i32;
  outputs: i32;
  inputsPerChunk: i32;
  outputsPerChunk: i32;
  pixelsPerPart: i32;
}

export function convWeightGradient(job: ConvWeightGradientJob, scratch: usize, chunk: i32): void {
  const inputChunks = (job.inputs + job.inputsPerChunk - 1) / job.inputsPerChunk;
  const outputChunks = (job.outputs + job.outputsPerChunk - 1) / job.outputsPerChunk;
  const input = (chunk % inputChunks) * job.inputsPerChunk;
  const output = ((chunk / inputChunks) % outputChunks) * job.outputsPerChunk;
  const groupAndPart = chunk / (inputChunks * outputChunks);
  const group = groupAndPart % job.groups;
  const part = groupAndPart / job.groups;
  const inputs = min(job.inputsPerChunk, job.inputs - input);
  const outputs = min(job.outputsPerChunk, job.outputs - output);

  const kernel = job.kernelHeight * job.kernelWidth;
  const taps = inputs * kernel;
  const positions = job.outHeight * job.outWidth;
  const area = job.height * job.width;
  const dWeight = at(job.dWeight, ((groupAndPart * job.outputs + output) * job.inputs + input) * kernel);
  const rowBytes = at(0, job.inputs * kernel);

  const tapOffsets = scratch + tileBytes;
  const pixelOffsets = at(tapOffsets, taps + tileColumns);
  const rows = (at(pixelOffsets, slabSteps + tileColumns) + 15) & ~15;
  const columns = at(rows, roundUp(outputs, tileRows) * slabSteps);
  const padded = at(columns, roundUp(taps, tileColumns) * slabSteps);

  // Slabs of 288 pixels, filled from as many images as it takes: planes may be small.
  let filled = 0;
  let isFirst = true;
  const end = min((part + 1) * job.pixelsPerPart, job.batch * positions);
  for (let next = part * job.pixelsPerPart; next < end;) {
    const plane = (next / positions) * job.groups + group;
    const pixel = next % positions;
    const x = at(job.x, (plane * job.inputs + input) * area);
    const dy = at(job.dy, (plane * job.outputs + output) * positions);
    const steps = min(slabSteps - filled, min(positions - pixel, end - next));
    const base = locate(job, inputs, x, pixel, steps, tapOffsets, pixelOffsets, padded);
    packRows(at(dy, pixel), positions, 1, outputs, steps, at(rows, filled * tileRows), slabSteps);
    const to = at(columns, filled * tileColumns);
    packConvRows(base, tapOffsets, taps, pixelOffsets, steps, job.strideX, to, slabSteps);
    filled += steps;
    next += steps;
    if (filled < slabSteps && next < end) continue;
    multiplyStrided(outputs, taps, filled, rows, columns, dWeight, rowBytes, !isFirst, scratch);
    filled = 0;
    isFirst = false;
  }
}

/** As {@link multiplySlab}; the last slab may be shorter than its panels are apart. */
function multiplyStrided(
  outputs: i32,
  taps: i32,
  steps: i32,
  rows: usize,
  columns: usize,
  dWeight: usize,
  rowBytes: usize,
  accumulate: bool,
  tile: usize,
): void {
  if (steps < slabSteps) {
    closeUp(rows, roundUp(outputs, tileRows), tileRows, steps);
    closeUp(columns, roundUp(taps, tileColumns), tileColumns, steps);
  }
  multiplySlab(rows, columns, outputs, taps, steps, dWeight, rowBytes, accumulate, tile);
}

/** Moves panels that are 288 steps apart, but hold fewer, next to one another. */
function closeUp(panels: usize, lines: i32, width: i32, steps: i32): void {
  for (let line = width; line < lines; line += width) {
    memory.copy(at(panels, line * steps), at(panels, line * slabSteps), at(0, steps * width));
  }
}
