import { at, transpose4 } from '../vector';
import { tileColumns } from '../gemm/tile';

/**
 * The transpose of what `packConvColumns` packs: panels `[pixels, 8]` with a tap in each lane. Panels lie `panelSteps` pixels
 * apart. Missing taps of the last panel are 0.
 */
export function packConvRows(
  base: usize,
  tapOffsets: usize,
  taps: i32,
  pixelOffsets: usize,
  pixels: i32,
  stride: i32,
  to: usize,
  panelSteps: i32,
): void {
  for (let tap = 0; tap < taps; tap += tileColumns) {
    const offsets = at(tapOffsets, tap);
    if (taps - tap < tileColumns) packSome(base, offsets, taps - tap, pixelOffsets, pixels, to);
    else packPanel(base, offsets, pixelOffsets, pixels, stride, to);
    to = at(to, panelSteps * tileColumns);
  }
}

function packPanel(base: usize, offsets: usize, pixelOffsets: usize, pixels: i32, stride: i32, to: usize): void {
  const t0 = base + <usize>load<i32>(offsets);
  const t1 = base + <usize>load<i32>(offsets, 4);
  const t2 = base + <usize>load<i32>(offsets, 8);
  const t3 = base + <usize>load<i32>(offsets, 12);
  const t4 = base + <usize>load<i32>(offsets, 16);
  const t5 = base + <usize>load<i32>(offsets, 20);
  const t6 = base + <usize>load<i32>(offsets, 24);
  const t7 = base + <usize>load<i32>(offsets, 28);
  const rowBytes: usize = tileColumns * 4;
  let i = 0;
  while (i < pixels) {
    const offset = <usize>load<i32>(at(pixelOffsets, i));
    // Four neighbours in a row of the image: a transpose.
    if (stride == 1 && i + 4 <= pixels && load<i32>(at(pixelOffsets, i + 3)) - <i32>offset == 12) {
      transpose4(t0 + offset, t1 + offset, t2 + offset, t3 + offset, to, rowBytes);
      transpose4(t4 + offset, t5 + offset, t6 + offset, t7 + offset, to + 16, rowBytes);
      to += 4 * rowBytes;
      i += 4;
    } else {
      store<f32>(to, load<f32>(t0 + offset));
      store<f32>(to, load<f32>(t1 + offset), 4);
      store<f32>(to, load<f32>(t2 + offset), 8);
      store<f32>(to, load<f32>(t3 + offset), 12);
      store<f32>(to, load<f32>(t4 + offset), 16);
      store<f32>(to, load<f32>(t5 + offset), 20);
      store<f32>(to, load<f32>(t6 + offset), 24);
      store<f32>(to, load<f32>(t7 + offset), 28);
      to += rowBytes;
      i++;
    }
  }
}

function packSome(base: usize, offsets: usize, taps: i32, pixelOffsets: usize, pixels: i32, to: usize): void {
  for (let i = 0; i < pixels; i++) {
    const from = base + <usize>load<i32>(at(pixelOffsets, i));
    for (let tap = 0; tap < taps; tap++) store<f32>(at(to, tap), load<f32>(from + <usize>load<i32>(at(offsets, tap))));
    for (let tap = taps; tap < tileColumns; tap++) store<f32>(at(to, tap), 0);
    to += tileColumns * 4;
  }
}
