import type { Axis, Im2col } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { createScratch, reserve } from './scratch.ts';
import { asVolume, cells, endOutput, firstOutput, tapOrigin } from './volume.ts';

const plane = createScratch();

/** The adjoint of im2col: adds every row of the column matrix onto the cells that its tap sees. */
export function col2im({
  images,
  imagesOffset,
  columns,
  columnsOffset,
  batch,
  channels,
  geometry,
}: Im2col<CpuBuffer>): void {
  const source = floats(columns);
  const target = floats(images);
  const { depth, height, width } = asVolume(geometry);
  const planeCells = cells(geometry, 'input');
  const positions = cells(geometry, 'output');
  // A plane is summed in doubles and rounded once.
  const sums = reserve(plane, planeCells);
  let row = columnsOffset;
  for (let index = 0; index < batch * channels; index++) {
    sums.fill(0, 0, planeCells);
    for (let kz = 0; kz < depth.kernel; kz++) {
      for (let ky = 0; ky < height.kernel; ky++) {
        for (let kx = 0; kx < width.kernel; kx++) {
          rowToTap(source, row, sums, depth, kz, height, ky, width, kx);
          row += positions;
        }
      }
    }
    const to = imagesOffset + index * planeCells;
    for (let cell = 0; cell < planeCells; cell++) target[to + cell] = sums[cell]!;
  }
}

/** Adds one row onto the cells that tap (kz, ky, kx) sees; what it sees of the padding is dropped. */
function rowToTap(
  source: Float32Array,
  row: number,
  sums: Float64Array,
  depth: Axis,
  kz: number,
  height: Axis,
  ky: number,
  width: Axis,
  kx: number,
): void {
  const z1 = endOutput(depth, kz);
  const y0 = firstOutput(height, ky);
  const y1 = endOutput(height, ky);
  const x0 = firstOutput(width, kx);
  const x1 = endOutput(width, kx);
  const stride = width.stride;
  const x = x0 * stride + tapOrigin(width, kx);
  for (let oz = firstOutput(depth, kz); oz < z1; oz++) {
    const z = oz * depth.stride + tapOrigin(depth, kz);
    for (let oy = y0; oy < y1; oy++) {
      const y = oy * height.stride + tapOrigin(height, ky);
      const line = row + (oz * height.output + oy) * width.output;
      let write = (z * height.input + y) * width.input + x;
      for (let read = line + x0; read < line + x1; read++) {
        sums[write]! += source[read]!;
        write = (write + stride) | 0;
      }
    }
  }
}
