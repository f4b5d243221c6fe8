import type { Im2col } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { asVolume, cells, flat, isInside, seenCell, sides } from './volume.ts';

/** Images to columns: each thread looks up what its tap sees at its output position. */
export function im2col({
  images,
  imagesOffset,
  columns,
  columnsOffset,
  batch,
  channels,
  geometry,
}: Im2col<GpuBuffer>): Task {
  const volume = asVolume(geometry);
  const lengths = { plane: batch * channels, ...sides(volume, 'kernel', 'k'), ...sides(volume, 'output', 'o') };
  return {
    output: columns,
    region: dense(lengths, columnsOffset),
    inputs: { images },
    body: `
${seenCell(volume)}
if (${isInside(volume)}) {
  return images[${imagesOffset} + plane * ${cells(geometry, 'input')} + ${flat(volume, 'input', 'i')}];
}
return 0;`,
  };
}
