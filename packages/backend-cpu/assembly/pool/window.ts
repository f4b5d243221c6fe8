import { ConvGeometry } from '../conv/geometry';

/**
 * Pooling over windows of planes of one or two axes, `x` `[planes, height, width]` and `y` `[planes, outHeight, outWidth]`.
 * A chunk does `planesPerChunk` planes. Gradients read y and write x.
 */
@unmanaged
export class PoolJob extends ConvGeometry {
  x: usize;
  y: usize;
  /** 0 where a kernel has none. */
  indices: usize;
  planes: i32;
  planesPerChunk: i32;
  padBottom: i32;
  padRight: i32;
  countIncludePad: i32;
}

/** The commonest case: windows of 2x2 side by side, without padding. */
export function isHalving(job: PoolJob): bool {
  return (
    job.kernelHeight == 2 &&
    job.kernelWidth == 2 &&
    job.strideY == 2 &&
    job.strideX == 2 &&
    job.dilationY == 1 &&
    job.dilationX == 1 &&
    (job.padTop | job.padLeft) == 0 &&
    2 * job.outHeight <= job.height &&
    2 * job.outWidth <= job.width
  );
}

/** The first tap that sees a cell, of a window that begins at cell `start`; at most {@link endTap}. */
export function firstTap(start: i32, dilation: i32, kernel: i32, input: i32): i32 {
  if (start >= 0) return 0;
  return min((dilation - 1 - start) / dilation, endTap(start, dilation, kernel, input));
}

/** One past the last tap that sees a cell. */
export function endTap(start: i32, dilation: i32, kernel: i32, input: i32): i32 {
  if (start + (kernel - 1) * dilation < input) return kernel;
  return start < input ? (input - 1 - start) / dilation + 1 : 0;
}

/** Taps that an average counts: those inside the input, or inside the padded input. */
export function countedTaps(start: i32, dilation: i32, kernel: i32, input: i32, padAfter: i32, withPad: i32): i32 {
  if (withPad) return endTap(start, dilation, kernel, input + padAfter);
  return endTap(start, dilation, kernel, input) - firstTap(start, dilation, kernel, input);
}

/** The first output column whose window begins inside the input; at most {@link endInterior}. */
export function firstInterior(job: PoolJob): i32 {
  return min((job.padLeft + job.strideX - 1) / job.strideX, endInterior(job));
}

/** One past the last output column whose window ends inside the input. */
export function endInterior(job: PoolJob): i32 {
  const room = job.width - 1 + job.padLeft - (job.kernelWidth - 1) * job.dilationX;
  return room < 0 ? 0 : min(job.outWidth, room / job.strideX + 1);
}

/** Four neighbours, or every second of eight. The latter reads one more, which allocations leave room for. */
export function loadFour(from: usize, stride: i32): v128 {
  const first = v128.load(from);
  if (stride == 1) return first;
  return v128.shuffle<f32>(first, v128.load(from, 16), 0, 2, 4, 6);
}
