import type { AvgPoolGradient } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { createScratch, reserve } from './scratch.ts';
import { asVolume, cells, endTap, firstTap, tapOrigin, type Volume } from './volume.ts';
import { countedTaps } from './counted-taps.ts';

const planeSums = createScratch();

/** Each window's gradient in equal parts to the cells it covers; a plane is summed in doubles and rounded once. */
export function avgPoolGradient(op: AvgPoolGradient<CpuBuffer>): void {
  const { planes, geometry, countIncludePad } = op;
  const dy = floats(op.dy);
  const dx = floats(op.dx);
  const volume = asVolume(geometry);
  const planeCells = cells(geometry, 'input');
  const positions = cells(geometry, 'output');
  const sums = reserve(planeSums, planeCells);
  for (let plane = 0; plane < planes; plane++) {
    sums.fill(0, 0, planeCells);
    spreadPlane(dy, plane * positions, volume, countIncludePad, sums);
    for (let cell = 0; cell < planeCells; cell++) dx[plane * planeCells + cell] = sums[cell]!;
  }
}

function spreadPlane(
  dy: Float32Array,
  from: number,
  { depth, height, width }: Volume,
  countIncludePad: boolean,
  sums: Float64Array,
): void {
  const stepX = width.dilation;
  const stepY = height.dilation * width.input;
  const stepZ = depth.dilation * height.input * width.input;
  let read = from;
  for (let oz = 0; oz < depth.output; oz++) {
    const z0 = firstTap(depth, oz);
    const tapsZ = endTap(depth, oz) - z0;
    const z = oz * depth.stride + tapOrigin(depth, z0);
    for (let oy = 0; oy < height.output; oy++) {
      const y0 = firstTap(height, oy);
      const tapsY = endTap(height, oy) - y0;
      const row = (z * height.input + oy * height.stride + tapOrigin(height, y0)) * width.input;
      const counted = countedTaps(depth, oz, countIncludePad) * countedTaps(height, oy, countIncludePad);
      for (let ox = 0; ox < width.output; ox++) {
        const x0 = firstTap(width, ox);
        const tapsX = endTap(width, ox) - x0;
        const cell = row + ox * width.stride + tapOrigin(width, x0);
        const share = dy[read]! / (counted * countedTaps(width, ox, countIncludePad));
        addToWindow(sums, share, cell, tapsZ, stepZ, tapsY, stepY, tapsX, stepX);
        read += 1;
      }
    }
  }
}

/** Adds `share` to every cell of a window. */
function addToWindow(
  sums: Float64Array,
  share: number,
  from: number,
  tapsZ: number,
  stepZ: number,
  tapsY: number,
  stepY: number,
  tapsX: number,
  stepX: number,
): void {
  for (let z = 0; z < tapsZ; z++) {
    for (let y = 0; y < tapsY; y++) {
      let cell = (from + z * stepZ + y * stepY) | 0;
      for (let i = 0; i < tapsX; i++) {
        sums[cell]! += share;
        cell = (cell + stepX) | 0;
      }
    }
  }
}
