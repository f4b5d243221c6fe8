import type { Im2col } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { asVolume, cells, flat, isSeen, overTaps, seeingPosition, sides } from './volume.ts';

/** The adjoint of im2col: each thread collects, for its cell, the column entries of all taps that saw it. */
export function col2im({
  images,
  imagesOffset,
  columns,
  columnsOffset,
  batch,
  channels,
  geometry,
}: Im2col<GpuBuffer>): Task {
  const volume = asVolume(geometry);
  const row = `plane * ${cells(geometry, 'kernel')} + ${flat(volume, 'kernel', 'k')}`;
  const entry = `${columnsOffset} + (${row}) * ${cells(geometry, 'output')} + ${flat(volume, 'output', 'o')}`;
  return {
    output: images,
    region: dense({ plane: batch * channels, ...sides(volume, 'input', 'i') }, imagesOffset),
    inputs: { columns },
    body: `
let sum = 0;
${overTaps(volume, seeingPosition(volume), `if (${isSeen(volume)}) { sum += columns[${entry}]; }`)}
return sum;`,
  };
}
