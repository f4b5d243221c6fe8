import { Identity } from '../activation';
import { at, lanes, roundUp } from '../vector';
import { ConvGeometry } from '../conv/geometry';
import { correlate } from './correlate';
import { interleaveRow } from './interleave';
import { padPlane } from './pad';
import { slide3x3 } from './slide3x3';
import { spread3x3Stride2 } from './spread3x3-stride2';

/**
 * Transposed convolution of one or two axes in which every group writes one channel; names are those of the convolution that
 * is transposed: `x` is `[batch, channels, multiplier, outHeight, outWidth]`, `weights` `[channels, multiplier, kernelHeight,
 * kernelWidth]`, `y` `[batch, channels, height, width]`.
 *
 * Tap `k` carries cell `o` of x to cell `i` of y with `i + pad = o * stride + k * dilation`. Write `i + pad` as `j * stride +
 * phase`: the cells of a phase are reached by the taps whose `k * dilation` leaves that remainder, from `o = j - k * dilation /
 * stride`. So each pair of phases is a correlation with stride 1 of the padded x with some of the taps in reverse; with
 * stride 1 there is a single one, of all taps. 3x3 with stride 2 computes its four together, which spares it the columns.
 *
 * A chunk computes `bandsPerChunk` bands of `bandRows` steps of `j`, which are `bandRows * strideY` rows of y.
 */
@unmanaged
class DepthwiseConvTransposeJob extends ConvGeometry {
  x: usize;
  weights: usize;
  y: usize;
  /** Images times channels. */
  planes: i32;
  channels: i32;
  multiplier: i32;
  bandRows: i32;
  bandsPerChunk: i32;
  /** Floats from a row of the padded x to the next. */
  pitch: i32;
  /** Rows of the padded x of a band. */
  bandHeight: i32;
  /** First `j` of the rows and of the columns, and how many there are. */
  firstStepY: i32;
  firstStepX: i32;
  stepsY: i32;
  stepsX: i32;
}

export function depthwiseConvTranspose(job: DepthwiseConvTransposeJob, scratch: usize, chunk: i32): void {
  const taps = job.multiplier * job.kernelHeight * job.kernelWidth;
  const phases = job.strideY * job.strideX;
  const order = scratch;
  const offsets = at(order, roundUp(taps, 4));
  const starts = at(offsets, roundUp(taps, 4));
  const weights = at(starts, roundUp(phases + 1, 4));
  const columns = at(weights, roundUp(taps, 4));
  const band = at(columns, job.strideX == 1 ? 0 : job.strideX * job.bandRows * roundUp(job.stepsX, 4));
  sortTaps(job, order, offsets, starts);

  const bands = (job.stepsY + job.bandRows - 1) / job.bandRows;
  const end = min(job.planes * bands, (chunk + 1) * job.bandsPerChunk);
  for (let index = chunk * job.bandsPerChunk; index < end; index++) {
    const plane = index / bands;
    const first = job.firstStepY + (index % bands) * job.bandRows;
    const last = min(first + job.bandRows, job.firstStepY + job.stepsY);
    const kernel = at(job.weights, (plane % job.channels) * taps);
    padBand(job, plane, first, last - first, band);
    if (spreads(job)) {
      spreadBand(job, plane, first, last - first, band, kernel);
      continue;
    }
    for (let i = 0; i < taps; i++) store<f32>(at(weights, i), load<f32>(at(kernel, load<i32>(at(order, i)))));
    for (let phase = 0; phase < job.strideY; phase++) {
      const run = phase * job.strideX;
      correlateRows(job, plane, first, last, phase, band, offsets, at(starts, run), weights, columns);
    }
  }
}

/** Whether {@link spread3x3Stride2} does it. */
function spreads(job: DepthwiseConvTransposeJob): bool {
  return is3x3(job) && job.strideY == 2 && job.strideX == 2 && job.width >= 8 && (job.width & 1) == 0;
}

function spreadBand(
  job: DepthwiseConvTransposeJob,
  plane: i32,
  first: i32,
  steps: i32,
  band: usize,
  weights: usize,
): void {
  const row = first * 2 - job.padTop;
  const skip = job.padLeft - job.firstStepX * 2;
  const y = at(job.y, (plane * job.height + row) * job.width);
  spread3x3Stride2(band, at(0, job.pitch), weights, y, row, steps, job.height, job.width, skip);
}

/** Cells that the reversed taps reach back along an axis. */
function reach(kernel: i32, stride: i32, dilation: i32): i32 {
  return ((kernel - 1) * dilation) / stride;
}

/**
 * The taps phase by phase, by rising offset in each, their places among the weights and their byte offsets in the padded
 * band. `starts[phase]` is the first of a phase, with an end behind the last phase.
 */
function sortTaps(job: DepthwiseConvTransposeJob, order: usize, offsets: usize, starts: usize): void {
  const reachY = reach(job.kernelHeight, job.strideY, job.dilationY);
  const reachX = reach(job.kernelWidth, job.strideX, job.dilationX);
  let count = 0;
  for (let phase = 0; phase < job.strideY * job.strideX; phase++) {
    store<i32>(at(starts, phase), count);
    for (let row = job.multiplier * job.kernelHeight - 1; row >= 0; row--) {
      const ky = row % job.kernelHeight;
      if ((ky * job.dilationY) % job.strideY != phase / job.strideX) continue;
      const y = (row / job.kernelHeight) * job.bandHeight + reachY - (ky * job.dilationY) / job.strideY;
      for (let kx = job.kernelWidth - 1; kx >= 0; kx--) {
        if ((kx * job.dilationX) % job.strideX != phase % job.strideX) continue;
        const x = reachX - (kx * job.dilationX) / job.strideX;
        store<i32>(at(order, count), row * job.kernelWidth + kx);
        store<i32>(at(offsets, count), (y * job.pitch + x) << 2);
        count += 1;
      }
    }
  }
  store<i32>(at(starts, job.strideY * job.strideX), count);
}

/** What `rows` steps from `first` see of x, one padded band for each channel of the group. */
function padBand(job: DepthwiseConvTransposeJob, plane: i32, first: i32, rows: i32, band: usize): void {
  const reachY = reach(job.kernelHeight, job.strideY, job.dilationY);
  const reachX = reach(job.kernelWidth, job.strideX, job.dilationX);
  for (let i = 0; i < job.multiplier; i++) {
    padPlane(
      at(job.x, (plane * job.multiplier + i) * job.outHeight * job.outWidth),
      job.outHeight,
      job.outWidth,
      first - reachY,
      job.firstStepX - reachX,
      rows + reachY,
      job.stepsX + reachX,
      job.pitch,
      at(band, i * job.bandHeight * job.pitch),
    );
  }
}

/** The rows `j * strideY + phase - padTop` of y for `j` from `first` to `last`, as far as y has them. */
function correlateRows(
  job: DepthwiseConvTransposeJob,
  plane: i32,
  first: i32,
  last: i32,
  phase: i32,
  band: usize,
  offsets: usize,
  starts: usize,
  weights: usize,
  columns: usize,
): void {
  const from = max(first, ceilDivide(job.padTop - phase, job.strideY));
  const rows = min(last, ceilDivide(job.padTop - phase + job.height, job.strideY)) - from;
  if (rows <= 0) return;
  const x = at(band, (from - first) * job.pitch);
  const row = from * job.strideY + phase - job.padTop;
  const y = at(job.y, (plane * job.height + row) * job.width);
  const yStep = at(0, job.strideY * job.width);
  if (job.strideX == 1) {
    correlatePhase(job, x, offsets, starts, weights, y, yStep, rows);
    return;
  }
  const step = at(0, roundUp(job.stepsX, 4));
  const phaseBytes = <usize>job.bandRows * step;
  for (let i = 0; i < job.strideX; i++) {
    correlatePhase(job, x, offsets, at(starts, i), weights, columns + <usize>i * phaseBytes, step, rows);
  }
  const skip = job.padLeft - job.firstStepX * job.strideX;
  for (let i = 0; i < rows; i++) {
    const line = columns + <usize>i * step;
    interleaveRow(line, job.strideX, phaseBytes, skip, job.width, y + <usize>i * yStep);
  }
}

/** One phase of rows and columns: `rows` times `stepsX` cells. `starts` points at the first of its taps. */
function correlatePhase(
  job: DepthwiseConvTransposeJob,
  x: usize,
  offsets: usize,
  starts: usize,
  weights: usize,
  y: usize,
  yStep: usize,
  rows: i32,
): void {
  const start = load<i32>(starts);
  const taps = load<i32>(starts, 4) - start;
  const pitch = at(0, job.pitch);
  const slides = is3x3(job) && job.strideY == 1 && job.strideX == 1 && job.stepsX >= lanes;
  if (slides) slide3x3<Identity>(x, pitch, weights, 0, y, yStep, rows, job.stepsX);
  else correlate(x, pitch, taps, at(offsets, start), at(weights, start), 0, y, yStep, rows, job.stepsX);
}

/** Without gaps, of a single channel. */
function is3x3(job: DepthwiseConvTransposeJob): bool {
  const size = job.kernelHeight == 3 && job.kernelWidth == 3;
  return size && job.dilationY == 1 && job.dilationX == 1 && job.multiplier == 1;
}

function ceilDivide(a: i32, b: i32): i32 {
  return a > 0 ? (a + b - 1) / b : a / b;
}
