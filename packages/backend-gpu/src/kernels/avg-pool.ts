import type { AvgPool } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { countTaps } from './counted-taps.ts';
import { asVolume, cells, flat, isInside, overTaps, seenCell, sides } from './volume.ts';

export function avgPool({ x, y, planes, geometry, countIncludePad }: AvgPool<GpuBuffer>): Task {
  const volume = asVolume(geometry);
  const read = `x[plane * ${cells(geometry, 'input')} + ${flat(volume, 'input', 'i')}]`;
  return {
    output: y,
    region: dense({ plane: planes, ...sides(volume, 'output', 'o') }),
    inputs: { x },
    body: `
let sum = 0;
${overTaps(volume, seenCell(volume), `if (${isInside(volume)}) { sum += ${read}; }`)}
${countTaps(volume, countIncludePad)}
if (taps < 0.5) { return 0; }
return sum / taps;`,
  };
}
