import type { Axis, MaxPoolGradient } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { asVolume, axisNames, cells, flat, sides, type Volume } from './volume.ts';
import { wholeNumber } from './whole-number.ts';

/** Each thread collects, for its cell, the gradients of the windows that may see it and that it won: then it lies in them. */
export function maxPoolGradient({ dy, indices, dx, planes, geometry }: MaxPoolGradient<GpuBuffer>): Task {
  const volume = asVolume(geometry);
  const collect = `
const position = plane * ${cells(geometry, 'output')} + ${flat(volume, 'output', 'o')};
if (${wholeNumber('indices', 'position')} == ${flat(volume, 'input', 'i')}) { sum += dy[position]; }`;
  const isWindow = axisNames.map((name) => `o${name} >= 0 && o${name} < ${volume[name].output}`).join(' && ');
  return {
    output: dx,
    region: dense({ plane: planes, ...sides(volume, 'input', 'i') }),
    inputs: { dy, indices },
    body: `
let sum = 0;
${overWindows(volume, `if (${isWindow}) {${collect}}`)}
return sum;`,
  };
}

/** Loops over the windows `oz`, `oy`, `ox` that reach to the cell: back from the last that starts before it. */
function overWindows(volume: Volume, statements: string): string {
  return axisNames.reduceRight((inner, name) => {
    const { stride, padBefore } = volume[name];
    const last = `quotient(i${name} + ${padBefore}, ${stride})`;
    return `
for (let w${name} = 0; w${name} < ${reaching(volume[name])}; w${name}++) {
const o${name} = ${last} - w${name};
${inner}
}`;
  }, statements);
}

/** The most windows that reach to one cell. */
function reaching({ kernel, stride, dilation }: Axis): number {
  return Math.floor(((kernel - 1) * dilation) / stride) + 1;
}
