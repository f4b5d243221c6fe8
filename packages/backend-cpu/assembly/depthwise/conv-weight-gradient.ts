import { at, lanes, roundUp } from '../vector';
import { ConvGeometry } from '../conv/geometry';
import { fillTapOffsets } from './conv';
import { padPlaneByPhase } from './pad';
import { addTapProducts, addTapProducts3x3, firstLanes, groupBytes, groupTaps } from './tap-products';

/** Products that a lane adds up in float32 before its sum goes to the totals, which are float64. */
const laneProducts: i32 = 1024;

/**
 * Gradient by the weight of a convolution of one or two axes in which every group reads one channel.
 *
 * `x` is `[batch, channels, height, width]`, `dy` `[batch, channels, multiplier, outHeight, outWidth]`, `dWeights` `[channels,
 * multiplier, kernelHeight, kernelWidth]`. A chunk computes the gradients of `channelsPerChunk` channels from the whole batch,
 * band by band.
 */
@unmanaged
class DepthwiseConvWeightGradientJob extends ConvGeometry {
  x: usize;
  dy: usize;
  dWeights: usize;
  batch: i32;
  channels: i32;
  multiplier: i32;
  bandRows: i32;
  channelsPerChunk: i32;
  /** Floats from a phase of a row of the padded x to the next; see `padPlaneByPhase`. */
  phasePitch: i32;
}

export function depthwiseConvWeightGradient(job: DepthwiseConvWeightGradientJob, scratch: usize, chunk: i32): void {
  const taps = job.kernelHeight * job.kernelWidth;
  const groups = (taps + groupTaps - 1) / groupTaps;
  const offsets = scratch;
  const sums = at(offsets, roundUp(groups * groupTaps, 4));
  const totals = sums + <usize>(job.multiplier * groups * groupBytes);
  const band = totals + <usize>(roundUp(job.multiplier * groups * groupTaps, 2) * 8);
  const rowPitch = job.dilationY * job.strideX * job.phasePitch;
  // Taps that the last group lacks see what the first one sees, and are not stored.
  memory.fill(offsets, 0, groups * groupTaps * 4);
  fillTapOffsets(job.kernelHeight, job.kernelWidth, rowPitch, job.dilationX, job.strideX, job.phasePitch, offsets);

  const end = min(job.channels, (chunk + 1) * job.channelsPerChunk);
  for (let channel = chunk * job.channelsPerChunk; channel < end; channel++) {
    const count = job.multiplier * groups * groupTaps;
    clearSums(sums, totals, count);
    addImages(job, channel, band, offsets, groups, sums, totals);
    for (let i = 0; i < job.multiplier; i++) {
      const to = at(job.dWeights, (channel * job.multiplier + i) * taps);
      const from = totals + <usize>(i * groups * groupTaps * 8);
      for (let tap = 0; tap < taps; tap++) store<f32>(at(to, tap), <f32>load<f64>(from + ((<usize>tap) << 3)));
    }
  }
}

/** The whole batch of a channel. */
function addImages(
  job: DepthwiseConvWeightGradientJob,
  channel: i32,
  band: usize,
  offsets: usize,
  groups: i32,
  sums: usize,
  totals: usize,
): void {
  const count = job.multiplier * groups * groupTaps;
  const stripsPerRow = (job.outWidth + lanes - 1) / lanes;
  let pending = 0;
  for (let image = 0; image < job.batch; image++) {
    for (let row = 0; row < job.outHeight; row += job.bandRows) {
      const rows = min(job.bandRows, job.outHeight - row);
      addBand(job, image * job.channels + channel, row, rows, band, offsets, groups, sums);
      pending += rows * stripsPerRow;
      if (pending >= laneProducts) {
        moveSums(sums, totals, count);
        pending = 0;
      }
    }
  }
  moveSums(sums, totals, count);
}

/** Rows of dy of all outputs of a plane, times what they see of it. */
function addBand(
  job: DepthwiseConvWeightGradientJob,
  plane: i32,
  firstRow: i32,
  rows: i32,
  band: usize,
  offsets: usize,
  groups: i32,
  sums: usize,
): void {
  padPlaneByPhase(
    at(job.x, plane * job.height * job.width),
    job.height,
    job.width,
    firstRow * job.strideY - job.padTop,
    -job.padLeft,
    (rows - 1) * job.strideY + (job.kernelHeight - 1) * job.dilationY + 1,
    (job.outWidth - 1) * job.strideX + (job.kernelWidth - 1) * job.dilationX + 1,
    job.strideX,
    job.phasePitch,
    band,
  );
  const whole = job.outWidth & ~(lanes - 1);
  const rest = job.outWidth - whole;
  const mask = firstLanes(rest);
  for (let i = 0; i < job.multiplier; i++) {
    const dy = at(job.dy, ((plane * job.multiplier + i) * job.outHeight + firstRow) * job.outWidth);
    addStrips<i32>(job, band, dy, rows, whole, 0, offsets, groups, sums);
    if (rest > 0) addStrips<v128>(job, at(band, whole), at(dy, whole), rows, rest, mask, offsets, groups, sums);
    sums += <usize>(groups * groupBytes);
  }
}

/** Some columns of the rows, all taps. For `Mask` see tap-products.ts. */
function addStrips<Mask>(
  job: DepthwiseConvWeightGradientJob,
  x: usize,
  dy: usize,
  rows: i32,
  columns: i32,
  mask: Mask,
  offsets: usize,
  groups: i32,
  sums: usize,
): void {
  const rowStep = at(0, job.strideY * job.strideX * job.phasePitch);
  const dyStep = at(0, job.outWidth);
  if (isPlain3x3(job)) {
    addTapProducts3x3<Mask>(x, rowStep, dy, dyStep, rows >> 1, columns, mask, sums);
    if ((rows & 1) == 0) return;
    x += <usize>(rows - 1) * rowStep;
    dy += <usize>(rows - 1) * dyStep;
    rows = 1;
  }
  for (let group = 0; group < groups; group++) {
    const first = at(offsets, group * groupTaps);
    addTapProducts<Mask>(x, rowStep, first, dy, dyStep, rows, columns, mask, sums);
    sums += groupBytes;
  }
}

function isPlain3x3(job: DepthwiseConvWeightGradientJob): bool {
  const is3x3 = job.kernelHeight == 3 && job.kernelWidth == 3;
  return is3x3 && job.dilationY == 1 && job.dilationX == 1 && job.strideY == 1 && job.strideX == 1;
}

function clearSums(sums: usize, totals: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    v128.store(sums + ((<usize>i) << 4), f32x4.splat(0));
    store<f64>(totals + ((<usize>i) << 3), 0);
  }
}

/** Adds the lanes of each sum to its total, and begins again with 0. */
function moveSums(sums: usize, totals: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const sum = v128.load(sums);
    const low = f64x2.promote_low_f32x4(sum);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(sum, sum, 2, 3, 2, 3));
    const pairs = f64x2.add(low, high);
    store<f64>(totals, load<f64>(totals) + f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1));
    v128.store(sums, f32x4.splat(0));
    sums += 16;
    totals += 8;
  }
}
