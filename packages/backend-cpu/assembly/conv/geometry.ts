import { at } from '../vector';

/** Sizes of a convolution of one or two axes, the first fields of its jobs. */
@unmanaged
export class ConvGeometry {
  height: i32;
  width: i32;
  outHeight: i32;
  outWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideY: i32;
  strideX: i32;
  dilationY: i32;
  dilationX: i32;
  padTop: i32;
  padLeft: i32;
}

/**
 * The part of the image that some pixels see, with its padding, and byte offsets into it: element (tap, pixel) of the
 * columns lies at `base + tapOffsets[tap] + pixelOffsets[pixel]`. Where no padding is seen, that is the image itself.
 */
export function locate(
  job: ConvGeometry,
  inputs: i32,
  x: usize,
  first: i32,
  pixels: i32,
  tapOffsets: usize,
  pixelOffsets: usize,
  padded: usize,
): usize {
  const firstRow = first / job.outWidth;
  const lastRow = (first + pixels - 1) / job.outWidth;
  // Whole rows, unless all lies in one.
  const oneRow = firstRow == lastRow;
  const firstColumn = oneRow ? first % job.outWidth : 0;
  const lastColumn = oneRow ? firstColumn + pixels - 1 : job.outWidth - 1;

  const top = firstRow * job.strideY - job.padTop;
  const bottom = lastRow * job.strideY - job.padTop + (job.kernelHeight - 1) * job.dilationY;
  const left = firstColumn * job.strideX - job.padLeft;
  const right = lastColumn * job.strideX - job.padLeft + (job.kernelWidth - 1) * job.dilationX;
  const bandHeight = bottom - top + 1;
  const bandWidth = right - left + 1;
  const inside = top >= 0 && left >= 0 && bottom < job.height && right < job.width;

  let base: usize;
  let rowPitch: i32;
  let planePitch: i32;
  if (inside) {
    base = at(x, top * job.width + left);
    rowPitch = job.width;
    planePitch = job.height * job.width;
  } else {
    base = padded;
    rowPitch = bandWidth;
    planePitch = bandHeight * bandWidth;
    for (let input = 0; input < inputs; input++) {
      const plane = at(x, input * job.height * job.width);
      copyBand(plane, job.height, job.width, top, left, bandHeight, bandWidth, at(padded, input * planePitch));
    }
  }
  fillTapOffsets(job, inputs, tapOffsets, rowPitch, planePitch);
  for (let i = 0; i < pixels; i++) {
    const row = (first + i) / job.outWidth;
    const column = (first + i) % job.outWidth;
    const offset = (row - firstRow) * job.strideY * rowPitch + (column - firstColumn) * job.strideX;
    store<i32>(at(pixelOffsets, i), offset << 2);
  }
  return base;
}

function fillTapOffsets(job: ConvGeometry, inputs: i32, tapOffsets: usize, rowPitch: i32, planePitch: i32): void {
  for (let input = 0; input < inputs; input++) {
    for (let ky = 0; ky < job.kernelHeight; ky++) {
      const row = input * planePitch + ky * job.dilationY * rowPitch;
      for (let kx = 0; kx < job.kernelWidth; kx++) {
        store<i32>(tapOffsets, (row + kx * job.dilationX) << 2);
        tapOffsets += 4;
      }
    }
  }
}

/** A rectangle of a plane, 0 where it lies outside. */
export function copyBand(
  plane: usize,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  bandHeight: i32,
  bandWidth: i32,
  to: usize,
): void {
  const start = min(bandWidth, max(0, -left));
  const end = max(start, min(bandWidth, width - left));
  const bytes = at(0, bandWidth);
  for (let row = top; row < top + bandHeight; row++) {
    if (row < 0 || row >= height) {
      memory.fill(to, 0, bytes);
    } else {
      for (let i = 0; i < start; i++) store<f32>(at(to, i), 0);
      copyFloats(at(plane, row * width + left + start), end - start, at(to, start));
      for (let i = end; i < bandWidth; i++) store<f32>(at(to, i), 0);
    }
    to += bytes;
  }
}

/** Rows are short: `memory.copy` leaves WASM, which costs more than the copy. */
function copyFloats(from: usize, length: i32, to: usize): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) v128.store(at(to, i), v128.load(at(from, i)));
  for (; i < length; i++) store<f32>(at(to, i), load<f32>(at(from, i)));
}
