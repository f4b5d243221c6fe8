import type { ConvTranspose } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { asVolume, cells, flat, isSeen, overTaps, seeingPosition, sides } from './volume.ts';

/** Transposed convolution without columns: each thread sums, for its cell, over the taps that see it and their channels. */
export function convTranspose(op: ConvTranspose<GpuBuffer>): Task {
  const { x, xOffset, weight, y, yOffset, batch, inChannels, outChannels, groups, geometry } = op;
  const volume = asVolume(geometry);
  const inputs = inChannels / groups;
  const outputs = outChannels / groups;
  const position = flat(volume, 'output', 'o');
  const read = `${xOffset} + ((image * ${groups} + group) * ${inputs} + c) * ${cells(geometry, 'output')} + ${position}`;
  const tap = flat(volume, 'kernel', 'k');
  const factor = `((group * ${inputs} + c) * ${outputs} + channel) * ${cells(geometry, 'kernel')} + ${tap}`;
  const products = `for (let c = 0; c < ${inputs}; c++) { sum += x[${read}] * weight[${factor}]; }`;
  return {
    output: y,
    region: dense({ image: batch, group: groups, channel: outputs, ...sides(volume, 'input', 'i') }, yOffset),
    inputs: { x, weight },
    body: `
let sum = 0;
${overTaps(volume, seeingPosition(volume), `if (${isSeen(volume)}) { ${products} }`)}
return sum;`,
  };
}
