import type { AvgPool, AvgPoolGradient, Geometry, MaxPool, MaxPoolGradient } from '@gemmule/core';
import { beats } from './beats.ts';
import type { MineBuffer } from './storage.ts';
import { linksOf, volume } from './window.ts';

export function maxPool(op: MaxPool<MineBuffer>): void {
  const { planes, geometry } = op;
  const [x, y, indices] = [op.x.data, op.y.data, op.indices.data];
  const links = linksOf(geometry);
  const [area, positions] = [volume(geometry, 'input'), volume(geometry, 'output')];
  // This stays where a window sees nothing but the border.
  y.fill(-Infinity, 0, planes * positions);
  indices.fill(-1, 0, planes * positions);
  for (let plane = 0; plane < planes; plane += 1) {
    for (const { output, cell } of links) {
      const at = plane * positions + output;
      const value = x[plane * area + cell];
      // The first cell wins over no cell, also where it holds -Infinity.
      if (indices[at] >= 0 && !beats(value, y[at])) continue;
      y[at] = value;
      indices[at] = cell;
    }
  }
}

/** Only the winners of maxPool had a say, so only they get a gradient. A cell may have won in several windows. */
export function maxPoolGradient(op: MaxPoolGradient<MineBuffer>): void {
  const { planes, geometry } = op;
  const [dy, indices, dx] = [op.dy.data, op.indices.data, op.dx.data];
  const [area, positions] = [volume(geometry, 'input'), volume(geometry, 'output')];
  for (let plane = 0; plane < planes; plane += 1) {
    const sums = new Float64Array(area);
    for (let output = 0; output < positions; output += 1) {
      const winner = indices[plane * positions + output];
      if (winner >= 0) sums[winner] += dy[plane * positions + output];
    }
    dx.set(sums, plane * area);
  }
}

export function avgPool(op: AvgPool<MineBuffer>): void {
  const { planes, geometry } = op;
  const [x, y] = [op.x.data, op.y.data];
  const links = linksOf(geometry);
  const divisors = divisorsOf(geometry, op.countIncludePad);
  const [area, positions] = [volume(geometry, 'input'), volume(geometry, 'output')];
  for (let plane = 0; plane < planes; plane += 1) {
    // Divided before the sum, not after: a window without links stays 0, where 0 / 0 would be NaN.
    const means = new Float64Array(positions);
    for (const { output, cell } of links) means[output] += x[plane * area + cell] / divisors[output];
    y.set(means, plane * positions);
  }
}

/** The same links, the same divisors, the other way. */
export function avgPoolGradient(op: AvgPoolGradient<MineBuffer>): void {
  const { planes, geometry } = op;
  const [dy, dx] = [op.dy.data, op.dx.data];
  const links = linksOf(geometry);
  const divisors = divisorsOf(geometry, op.countIncludePad);
  const [area, positions] = [volume(geometry, 'input'), volume(geometry, 'output')];
  for (let plane = 0; plane < planes; plane += 1) {
    const sums = new Float64Array(area);
    for (const { output, cell } of links) sums[cell] += dy[plane * positions + output] / divisors[output];
    dx.set(sums, plane * area);
  }
}

/** How many taps each mean counts: those on the input, or those on the input with its border, as if that were the input. */
function divisorsOf(geometry: Geometry, countIncludePad: boolean): Float64Array {
  const counted = countIncludePad ? geometry.map(withBorder) : geometry;
  const divisors = new Float64Array(volume(geometry, 'output'));
  for (const { output } of linksOf(counted)) divisors[output] += 1;
  return divisors;
}

function withBorder(axis: Geometry[number]): Geometry[number] {
  return { ...axis, input: axis.padBefore + axis.input + axis.padAfter, padBefore: 0, padAfter: 0 };
}
