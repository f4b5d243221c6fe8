import { at } from '../vector';
import { tileColumns } from '../gemm/tile';

/**
 * Columns of a convolution into panels `[taps, 8]`, straight from the padded image: element (tap, pixel) is read at
 * `base + tapOffsets[tap] + pixelOffsets[pixel]`. Missing pixels of the last panel are 0.
 */
export function packConvColumns(
  base: usize,
  tapOffsets: usize,
  taps: i32,
  pixelOffsets: usize,
  pixels: i32,
  stride: i32,
  to: usize,
): void {
  for (let pixel = 0; pixel < pixels; pixel += tileColumns) {
    const offsets = at(pixelOffsets, pixel);
    const count = min(tileColumns, pixels - pixel);
    // Whether the panel's pixels are neighbours in a row.
    const apart = count == tileColumns ? load<i32>(offsets, 28) - load<i32>(offsets) : 0;
    const from = base + <usize>load<i32>(offsets);
    if (apart == 7 * 4 && stride == 1) packNeighbours(from, tapOffsets, taps, to);
    else if (apart == 7 * 8 && stride == 2) packEverySecond(from, tapOffsets, taps, to);
    else if (count == tileColumns) gather(base, tapOffsets, taps, offsets, to);
    else gatherSome(base, tapOffsets, taps, offsets, count, to);
    to = at(to, taps * tileColumns);
  }
}

function packNeighbours(from: usize, tapOffsets: usize, taps: i32, to: usize): void {
  for (let tap = 0; tap < taps; tap++) {
    const pixels = from + <usize>load<i32>(at(tapOffsets, tap));
    v128.store(to, v128.load(pixels));
    v128.store(to, v128.load(pixels, 16), 16);
    to += tileColumns * 4;
  }
}

/** Reads one float beyond the last pixel, which allocations leave room for. */
function packEverySecond(from: usize, tapOffsets: usize, taps: i32, to: usize): void {
  for (let tap = 0; tap < taps; tap++) {
    const pixels = from + <usize>load<i32>(at(tapOffsets, tap));
    v128.store(to, v128.shuffle<f32>(v128.load(pixels), v128.load(pixels, 16), 0, 2, 4, 6));
    v128.store(to, v128.shuffle<f32>(v128.load(pixels, 32), v128.load(pixels, 48), 0, 2, 4, 6), 16);
    to += tileColumns * 4;
  }
}

function gather(base: usize, tapOffsets: usize, taps: i32, offsets: usize, to: usize): void {
  const p0 = base + <usize>load<i32>(offsets);
  const p1 = base + <usize>load<i32>(offsets, 4);
  const p2 = base + <usize>load<i32>(offsets, 8);
  const p3 = base + <usize>load<i32>(offsets, 12);
  const p4 = base + <usize>load<i32>(offsets, 16);
  const p5 = base + <usize>load<i32>(offsets, 20);
  const p6 = base + <usize>load<i32>(offsets, 24);
  const p7 = base + <usize>load<i32>(offsets, 28);
  for (let tap = 0; tap < taps; tap++) {
    const offset = <usize>load<i32>(at(tapOffsets, tap));
    store<f32>(to, load<f32>(p0 + offset));
    store<f32>(to, load<f32>(p1 + offset), 4);
    store<f32>(to, load<f32>(p2 + offset), 8);
    store<f32>(to, load<f32>(p3 + offset), 12);
    store<f32>(to, load<f32>(p4 + offset), 16);
    store<f32>(to, load<f32>(p5 + offset), 20);
    store<f32>(to, load<f32>(p6 + offset), 24);
    store<f32>(to, load<f32>(p7 + offset), 28);
    to += tileColumns * 4;
  }
}

function gatherSome(base: usize, tapOffsets: usize, taps: i32, offsets: usize, count: i32, to: usize): void {
  for (let tap = 0; tap < taps; tap++) {
    const from = base + <usize>load<i32>(at(tapOffsets, tap));
    for (let i = 0; i < count; i++) {
      store<f32>(at(to, i), load<f32>(from + <usize>load<i32>(at(offsets, i))));
    }
    for (let i = count; i < tileColumns; i++) store<f32>(at(to, i), 0);
    to += tileColumns * 4;
  }
}
