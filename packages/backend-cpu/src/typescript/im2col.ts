import type { Axis, Im2col } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { asVolume, cells, endOutput, firstOutput, tapOrigin } from './volume.ts';

/** Images to columns: a row of the column matrix for each tap of each channel. */
export function im2col({
  images,
  imagesOffset,
  columns,
  columnsOffset,
  batch,
  channels,
  geometry,
}: Im2col<CpuBuffer>): void {
  const source = floats(images);
  const target = floats(columns);
  const { depth, height, width } = asVolume(geometry);
  const planeCells = cells(geometry, 'input');
  const positions = cells(geometry, 'output');
  let row = columnsOffset;
  for (let plane = 0; plane < batch * channels; plane++) {
    const from = imagesOffset + plane * planeCells;
    for (let kz = 0; kz < depth.kernel; kz++) {
      for (let ky = 0; ky < height.kernel; ky++) {
        for (let kx = 0; kx < width.kernel; kx++) {
          tapToRow(source, from, target, row, depth, kz, height, ky, width, kx);
          row += positions;
        }
      }
    }
  }
}

/** One row: what tap (kz, ky, kx) of a plane sees at each output position, 0 where that lies outside the input. */
function tapToRow(
  source: Float32Array,
  plane: number,
  target: Float32Array,
  row: number,
  depth: Axis,
  kz: number,
  height: Axis,
  ky: number,
  width: Axis,
  kx: number,
): void {
  // Knowing which output positions see the input, the inner loop has no test for the padding.
  const z0 = firstOutput(depth, kz);
  const z1 = endOutput(depth, kz);
  const y0 = firstOutput(height, ky);
  const y1 = endOutput(height, ky);
  const x0 = firstOutput(width, kx);
  const x1 = endOutput(width, kx);
  const seen = (z1 - z0) * (y1 - y0) * (x1 - x0);
  const positions = depth.output * height.output * width.output;
  if (seen < positions) target.fill(0, row, row + positions);

  const stride = width.stride;
  const x = x0 * stride + tapOrigin(width, kx);
  for (let oz = z0; oz < z1; oz++) {
    const z = oz * depth.stride + tapOrigin(depth, kz);
    for (let oy = y0; oy < y1; oy++) {
      const y = oy * height.stride + tapOrigin(height, ky);
      const line = row + (oz * height.output + oy) * width.output;
      let read = plane + (z * height.input + y) * width.input + x;
      for (let write = line + x0; write < line + x1; write++) {
        target[write] = source[read]!;
        read = (read + stride) | 0;
      }
    }
  }
}
