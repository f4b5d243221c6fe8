import type { MaxPool } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { asVolume, cells, flat, isInside, overTaps, seenCell, sides } from './volume.ts';
import { wholeNumber } from './whole-number.ts';

/** First the winners, then what they are worth. */
export function maxPool({ x, y, indices, planes, geometry }: MaxPool<GpuBuffer>): Task[] {
  const volume = asVolume(geometry);
  const planeCells = cells(geometry, 'input');
  // The first cell wins over none; from then on a larger one or a NaN wins, over anything but a NaN.
  const compare = `
const cell = ${flat(volume, 'input', 'i')};
const value = x[plane * ${planeCells} + cell];
if (winner < 0) {
  winner = cell;
  largest = value;
} else {
  if (isNaN(largest) < 0.5) {
    if (value > largest || isNaN(value) > 0.5) {
      winner = cell;
      largest = value;
    }
  }
}`;
  const winners: Task = {
    output: indices,
    region: dense({ plane: planes, ...sides(volume, 'output', 'o') }),
    inputs: { x },
    body: `
let winner = 0 - 1;
let largest = 0;
${overTaps(volume, seenCell(volume), `if (${isInside(volume)}) {${compare}}`)}
return halfOf(winner, isLower);`,
  };
  const values: Task = {
    output: y,
    region: dense({ plane: planes, i: cells(geometry, 'output') }),
    inputs: { x, indices },
    numbers: { lowest: -Infinity },
    body: `
const winner = ${wholeNumber('indices', 'at')};
if (winner < 0) { return lowest; }
return x[plane * ${planeCells} + winner];`,
  };
  return [winners, values];
}
