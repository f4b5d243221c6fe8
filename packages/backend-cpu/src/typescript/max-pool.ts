import type { MaxPool } from '@gemmule/core';
import { floats, ints, type CpuBuffer } from '../cpu-buffer.ts';
import { asVolume, cells, endTap, firstTap, tapOrigin, type Volume } from './volume.ts';

export function maxPool(op: MaxPool<CpuBuffer>): void {
  const { planes, geometry } = op;
  const x = floats(op.x);
  const y = floats(op.y);
  const indices = ints(op.indices);
  const volume = asVolume(geometry);
  const planeCells = cells(geometry, 'input');
  const positions = cells(geometry, 'output');
  for (let plane = 0; plane < planes; plane++) poolPlane(x, plane * planeCells, volume, y, indices, plane * positions);
}

function poolPlane(
  x: Float32Array,
  plane: number,
  { depth, height, width }: Volume,
  y: Float32Array,
  indices: Int32Array,
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
      for (let ox = 0; ox < width.output; ox++) {
        const x0 = firstTap(width, ox);
        const tapsX = endTap(width, ox) - x0;
        const cell = row + ox * width.stride + tapOrigin(width, x0);
        const isSquare = tapsZ === 1 && tapsY === 2 && tapsX === 2;
        const winner = isSquare
          ? largestOfFour(x, cell, stepY, stepX)
          : largestOf(x, cell, tapsZ, stepZ, tapsY, stepY, tapsX, stepX);
        y[write] = winner < 0 ? -Infinity : x[winner]!;
        indices[write] = winner < 0 ? -1 : winner - plane;
        write += 1;
      }
    }
  }
}

/** Where the largest element of a window lies, -1 if the window is empty. */
function largestOf(
  x: Float32Array,
  from: number,
  tapsZ: number,
  stepZ: number,
  tapsY: number,
  stepY: number,
  tapsX: number,
  stepX: number,
): number {
  let winner = -1;
  let largest = -Infinity;
  for (let z = 0; z < tapsZ; z++) {
    for (let y = 0; y < tapsY; y++) {
      let cell = (from + z * stepZ + y * stepY) | 0;
      for (let i = 0; i < tapsX; i++) {
        const value = x[cell]!;
        if (value > largest || winner < 0) {
          winner = cell;
          largest = value;
        } else if (Number.isNaN(value)) {
          return Number.isNaN(largest) ? winner : cell;
        }
        cell = (cell + stepX) | 0;
      }
    }
  }
  return winner;
}

/** The same for the commonest window, 2x2: a knockout without branches, of which every second one would be mispredicted. */
function largestOfFour(x: Float32Array, from: number, stepY: number, stepX: number): number {
  const below = (from + stepY) | 0;
  const right = (from + stepX) | 0;
  const belowRight = (below + stepX) | 0;
  if (Number.isNaN(x[from]! + x[right]! + x[below]! + x[belowRight]!)) {
    return largestOf(x, from, 1, 0, 2, stepY, 2, stepX);
  }
  const first = (from + stepX * Number(x[right]! > x[from]!)) | 0;
  const second = (below + stepX * Number(x[belowRight]! > x[below]!)) | 0;
  return (first + (second - first) * Number(x[second]! > x[first]!)) | 0;
}
