import type { Volume } from '../volume.ts';
import type { Span } from './padded-plane.ts';

/** Where each tap of a window lies in a padded plane, counted from the window's first. */
export function tapOffsets({ depth, height, width }: Volume, span: Span): Int32Array {
  const offsets = new Int32Array(depth.kernel * height.kernel * width.kernel);
  let tap = 0;
  for (let kz = 0; kz < depth.kernel; kz++) {
    for (let ky = 0; ky < height.kernel; ky++) {
      for (let kx = 0; kx < width.kernel; kx++) {
        const row = kz * depth.dilation * span.height + ky * height.dilation;
        offsets[tap] = row * span.width + kx * width.dilation;
        tap += 1;
      }
    }
  }
  return offsets;
}

/** Slides the taps of one channel over its padded plane: `y[to + o] = bias + sum over taps of weight * plane`. */
export function correlate(
  plane: Float64Array,
  { depth, height, width }: Volume,
  span: Span,
  weight: Float64Array,
  offsets: Int32Array,
  bias: number,
  y: Float32Array,
  to: number,
): void {
  const is3x3 = depth.kernel === 1 && height.kernel === 3 && width.kernel === 3;
  const slides = is3x3 && height.dilation === 1 && width.dilation === 1 && width.stride === 1;
  let write = to;
  for (let oz = 0; oz < depth.output; oz++) {
    for (let oy = 0; oy < height.output; oy++) {
      const row = (oz * depth.stride * span.height + oy * height.stride) * span.width;
      if (slides) slide3x3(plane, row, span.width, weight, bias, y, write, width.output);
      else gatherRow(plane, row, width.stride, weight, offsets, bias, y, write, width.output);
      write += width.output;
    }
  }
}

/** One row of outputs, four at a time: each tap's weight is loaded once for the four. */
function gatherRow(
  plane: Float64Array,
  row: number,
  stride: number,
  weight: Float64Array,
  offsets: Int32Array,
  bias: number,
  y: Float32Array,
  to: number,
  length: number,
): void {
  const taps = offsets.length;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const first = row + i * stride;
    let s0 = bias;
    let s1 = bias;
    let s2 = bias;
    let s3 = bias;
    for (let tap = 0; tap < taps; tap++) {
      const w = weight[tap]!;
      let read = (first + offsets[tap]!) | 0;
      s0 += w * plane[read]!;
      read = (read + stride) | 0;
      s1 += w * plane[read]!;
      read = (read + stride) | 0;
      s2 += w * plane[read]!;
      read = (read + stride) | 0;
      s3 += w * plane[read]!;
    }
    y[to + i] = s0;
    y[to + i + 1] = s1;
    y[to + i + 2] = s2;
    y[to + i + 3] = s3;
  }
  for (; i < length; i++) {
    let sum = bias;
    for (let tap = 0; tap < taps; tap++) sum += weight[tap]! * plane[row + i * stride + offsets[tap]!]!;
    y[to + i] = sum;
  }
}

/** One row of outputs of a 3x3 window with stride 1: of the nine cells, six are the last window's. */
function slide3x3(
  plane: Float64Array,
  row: number,
  rowStride: number,
  weight: Float64Array,
  bias: number,
  y: Float32Array,
  to: number,
  length: number,
): void {
  const w0 = weight[0]!;
  const w1 = weight[1]!;
  const w2 = weight[2]!;
  const w3 = weight[3]!;
  const w4 = weight[4]!;
  const w5 = weight[5]!;
  const w6 = weight[6]!;
  const w7 = weight[7]!;
  const w8 = weight[8]!;
  let a = row;
  let b = (a + rowStride) | 0;
  let c = (b + rowStride) | 0;
  let a0 = plane[a]!;
  let a1 = plane[a + 1]!;
  let b0 = plane[b]!;
  let b1 = plane[b + 1]!;
  let c0 = plane[c]!;
  let c1 = plane[c + 1]!;
  let write = to;
  const end = (to + length) | 0;
  while (write < end) {
    const a2 = plane[(a + 2) | 0]!;
    const b2 = plane[(b + 2) | 0]!;
    const c2 = plane[(c + 2) | 0]!;
    y[write] = bias + w0 * a0 + w1 * a1 + w2 * a2 + w3 * b0 + w4 * b1 + w5 * b2 + w6 * c0 + w7 * c1 + w8 * c2;
    a0 = a1;
    a1 = a2;
    b0 = b1;
    b1 = b2;
    c0 = c1;
    c1 = c2;
    a = (a + 1) | 0;
    b = (b + 1) | 0;
    c = (c + 1) | 0;
    write = (write + 1) | 0;
  }
}
