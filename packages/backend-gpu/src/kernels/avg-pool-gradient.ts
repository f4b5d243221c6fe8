import type { AvgPoolGradient } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { countTaps } from './counted-taps.ts';
import { asVolume, cells, flat, isSeen, overTaps, seeingPosition, sides } from './volume.ts';

/** Each thread collects, for its cell, its share of the gradient of every window that sees it. */
export function avgPoolGradient({ dy, dx, planes, geometry, countIncludePad }: AvgPoolGradient<GpuBuffer>): Task {
  const volume = asVolume(geometry);
  // A window that sees a cell counts at least that one, so there is no division by 0.
  const collect = `
${countTaps(volume, countIncludePad)}
sum += dy[plane * ${cells(geometry, 'output')} + ${flat(volume, 'output', 'o')}] / taps;`;
  return {
    output: dx,
    region: dense({ plane: planes, ...sides(volume, 'input', 'i') }),
    inputs: { dy },
    body: `
let sum = 0;
${overTaps(volume, seeingPosition(volume), `if (${isSeen(volume)}) {${collect}}`)}
return sum;`,
  };
}
