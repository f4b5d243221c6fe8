import { Identity, relu, Relu } from '../activation';
import { at, lanes, roundUp } from '../vector';
import { finish } from '../conv/finish';
import { ConvGeometry } from '../conv/geometry';
import { correlate } from './correlate';
import { padPlaneByPhase } from './pad';
import { slide3x3 } from './slide3x3';
import { slide3x3Stride2 } from './slide3x3-stride2';

/**
 * Convolution of one or two axes in which every group reads one channel. The taps slide over the plane, of which a band of
 * rows at a time is copied, with its padding, into memory that the first-level cache holds.
 *
 * `x` is `[batch, channels, height, width]`, `weights` `[channels, multiplier, kernelHeight, kernelWidth]`, `y` `[batch, channels,
 * multiplier, outHeight, outWidth]`. A chunk computes `bandsPerChunk` bands of `bandRows` rows of outputs.
 */
@unmanaged
class DepthwiseConvJob extends ConvGeometry {
  x: usize;
  weights: usize;
  /** 0 where there is none. */
  bias: usize;
  y: usize;
  /** Images times channels. */
  planes: i32;
  channels: i32;
  multiplier: i32;
  bandRows: i32;
  bandsPerChunk: i32;
  /** Floats from a phase of a row of the copy to the next; see `padPlaneByPhase`. */
  phasePitch: i32;
  /** As in activation.ts. */
  activation: i32;
}

export function depthwiseConv(job: DepthwiseConvJob, scratch: usize, chunk: i32): void {
  const taps = job.kernelHeight * job.kernelWidth;
  const columns = (job.outWidth - 1) * job.strideX + (job.kernelWidth - 1) * job.dilationX + 1;
  const offsets = scratch;
  const band = at(offsets, roundUp(taps, 4));
  const pitch = job.strideX * job.phasePitch;
  fillTapOffsets(
    job.kernelHeight,
    job.kernelWidth,
    job.dilationY * pitch,
    job.dilationX,
    job.strideX,
    job.phasePitch,
    offsets,
  );

  const bands = (job.outHeight + job.bandRows - 1) / job.bandRows;
  const end = min(job.planes * bands, (chunk + 1) * job.bandsPerChunk);
  for (let index = chunk * job.bandsPerChunk; index < end; index++) {
    const plane = index / bands;
    const firstRow = (index % bands) * job.bandRows;
    const rows = min(job.bandRows, job.outHeight - firstRow);
    const top = firstRow * job.strideY - job.padTop;
    const height = (rows - 1) * job.strideY + (job.kernelHeight - 1) * job.dilationY + 1;
    const x = at(job.x, plane * job.height * job.width);
    padPlaneByPhase(x, job.height, job.width, top, -job.padLeft, height, columns, job.strideX, job.phasePitch, band);
    if (job.activation == relu) convBand<Relu>(job, band, at(0, pitch), offsets, plane, firstRow, rows);
    else convBand<Identity>(job, band, at(0, pitch), offsets, plane, firstRow, rows);
  }
}

/** Rows of all outputs of a plane. `pitch` in bytes. */
function convBand<F>(
  job: DepthwiseConvJob,
  band: usize,
  pitch: usize,
  offsets: usize,
  plane: i32,
  firstRow: i32,
  rows: i32,
): void {
  const taps = job.kernelHeight * job.kernelWidth;
  const is3x3 = job.kernelHeight == 3 && job.kernelWidth == 3 && job.dilationY == 1 && job.dilationX == 1;
  const slides = is3x3 && job.strideY == job.strideX && job.strideX <= 2 && job.outWidth >= lanes;
  const yStep = at(0, job.outWidth);
  for (let i = 0; i < job.multiplier; i++) {
    const output = (plane % job.channels) * job.multiplier + i;
    const weights = at(job.weights, output * taps);
    const bias: f32 = job.bias == 0 ? 0 : load<f32>(at(job.bias, output));
    const y = at(job.y, ((plane * job.multiplier + i) * job.outHeight + firstRow) * job.outWidth);
    if (!slides) {
      const rowStep = <usize>job.strideY * pitch;
      correlate(band, rowStep, taps, offsets, weights, bias, y, yStep, rows, job.outWidth);
      finish(y, 1, rows * job.outWidth, 0, 0, job.activation);
    } else if (job.strideX == 1) {
      slide3x3<F>(band, pitch, weights, bias, y, yStep, rows, job.outWidth);
    } else {
      slide3x3Stride2<F>(band, pitch, at(0, job.phasePitch), weights, bias, y, yStep, rows, job.outWidth);
    }
  }
}

/**
 * Byte offsets of the taps of a window in rows whose columns are sorted by phase: column `c` is element `c / phases` of
 * phase `c % phases`. `rowPitch` is the floats from the row of a tap to that of the next.
 */
export function fillTapOffsets(
  kernelHeight: i32,
  kernelWidth: i32,
  rowPitch: i32,
  dilationX: i32,
  phases: i32,
  phasePitch: i32,
  offsets: usize,
): void {
  for (let ky = 0; ky < kernelHeight; ky++) {
    for (let kx = 0; kx < kernelWidth; kx++) {
      const column = kx * dilationX;
      const offset = ky * rowPitch + (column % phases) * phasePitch + column / phases;
      store<i32>(offsets, offset << 2);
      offsets += 4;
    }
  }
}
