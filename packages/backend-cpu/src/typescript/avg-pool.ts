import type { AvgPool } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { asVolume, cells, endTap, firstTap, tapOrigin, type Volume } from './volume.ts';
import { countedTaps } from './counted-taps.ts';

export function avgPool(op: AvgPool<CpuBuffer>): void {
  const { planes, geometry, countIncludePad } = op;
  const x = floats(op.x);
  const y = floats(op.y);
  const volume = asVolume(geometry);
  const planeCells = cells(geometry, 'input');
  const positions = cells(geometry, 'output');
  for (let plane = 0; plane < planes; plane++) {
    poolPlane(x, plane * planeCells, volume, countIncludePad, y, plane * positions);
  }
}

function poolPlane(
  x: Float32Array,
  plane: number,
  { depth, height, width }: Volume,
  countIncludePad: boolean,
  y: Float32Array,
  to: number,
): void {
  const stepX = width.dilation;
  const stepY = height.dilation * width.input;
  const stepZ = depth.dilation * height.input * width.input;
  let write = to;
  for (let oz = 0; oz < depth.output; oz++) {
    const z0 = firstTap(depth, oz);
    const tapsZ = endTap(depth, oz) - z0;
    const z = oz * depth.stride + tapOrigin(depth, z0);
    for (let oy = 0; oy < height.output; oy++) {
      const y0 = firstTap(height, oy);
      const tapsY = endTap(height, oy) - y0;
      const row = plane + (z * height.input + oy * height.stride + tapOrigin(height, y0)) * width.input;
      const counted = countedTaps(depth, oz, countIncludePad) * countedTaps(height, oy, countIncludePad);
      for (let ox = 0; ox < width.output; ox++) {
        const x0 = firstTap(width, ox);
        const tapsX = endTap(width, ox) - x0;
        const cell = row + ox * width.stride + tapOrigin(width, x0);
        const divisor = counted * countedTaps(width, ox, countIncludePad);
        const sum = sumOf(x, cell, tapsZ, stepZ, tapsY, stepY, tapsX, stepX);
        y[write] = divisor === 0 ? 0 : sum / divisor;
        write += 1;
      }
    }
  }
}

/** The sum of a window. */
function sumOf(
  x: Float32Array,
  from: number,
  tapsZ: number,
  stepZ: number,
  tapsY: number,
  stepY: number,
  tapsX: number,
  stepX: number,
): number {
  let sum = 0;
  for (let z = 0; z < tapsZ; z++) {
    for (let y = 0; y < tapsY; y++) {
      let cell = (from + z * stepZ + y * stepY) | 0;
      for (let i = 0; i < tapsX; i++) {
        sum += x[cell]!;
        cell = (cell + stepX) | 0;
      }
    }
  }
  return sum;
}
