import type { MaxPoolGradient } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { asVolume, cells, flat, isSeen, overTaps, seeingPosition, sides } from './volume.ts';
import { wholeNumber } from './whole-number.ts';

/** Each thread collects, for its cell, the gradients of the windows that see it and that it won. */
export function maxPoolGradient({ dy, indices, dx, planes, geometry }: MaxPoolGradient<GpuBuffer>): Task {
  const volume = asVolume(geometry);
  const collect = `
const position = plane * ${cells(geometry, 'output')} + ${flat(volume, 'output', 'o')};
if (${wholeNumber('indices', 'position')} == ${flat(volume, 'input', 'i')}) { sum += dy[position]; }`;
  return {
    output: dx,
    region: dense({ plane: planes, ...sides(volume, 'input', 'i') }),
    inputs: { dy, indices },
    body: `
let sum = 0;
${overTaps(volume, seeingPosition(volume), `if (${isSeen(volume)}) {${collect}}`)}
return sum;`,
  };
}
