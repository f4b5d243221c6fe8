import { fetchFunction } from '../device/texture.ts';
import { nativeFunction } from '../device/natives.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Performer } from '../perform.ts';
import type { CorrelationAxis } from './correlation.ts';
import { fillSheet } from './product.ts';
import { createSheet, type Sheet } from './sheet.ts';

/** Images `[batch, groups * channels, ...]` as they lie in a buffer. */
export interface Images {
  readonly buffer: GpuBuffer;
  /** First element to use. */
  readonly offset: number;
  readonly batch: number;
  readonly groups: number;
  /** Of one group. */
  readonly channels: number;
}

/** Quads of one group's channels. */
export function channelQuads(channels: number): number {
  return Math.ceil(channels / 4);
}

/**
 * Images with their channels last, four to a quad, and zeros around them: a row of the sheet for each pixel, and in it the
 * quads of the groups. What a tap sees is then a fixed number of rows further on, and no tap has to ask where the edges are.
 */
export function packPixels(performer: Performer, images: Images, y: CorrelationAxis, x: CorrelationAxis): Sheet {
  const { buffer, offset, batch, groups, channels } = images;
  const quads = channelQuads(channels);
  const area = y.source * x.source;
  const elements = [0, 1, 2, 3].map(
    (lane) => `
let element${lane} = 0;
if (isInside > 0.5 && channel + ${lane} < ${channels}) { element${lane} = fetch_images(from + ${lane * area}); }`,
  );
  const body = `
const group = quotient(quad, ${quads});
const channel = (quad - group * ${quads}) * 4;
const line = quotient(row, ${x.padded});
const image = quotient(line, ${y.padded});
const iy = line - image * ${y.padded} - ${y.before};
const ix = row - line * ${x.padded} - ${x.before};
let isInside = 0;
if (iy >= 0 && iy < ${y.source} && ix >= 0 && ix < ${x.source}) { isInside = 1; }
const from = ${offset} + ((image * ${groups} + group) * ${channels} + channel) * ${area} + iy * ${x.source} + ix;
${elements.join('')}
return [element0, element1, element2, element3];`;
  const natives = [nativeFunction('fetch_images', fetchFunction('images', buffer.length), ['i'])];
  const sheet = createSheet(batch * y.padded * x.padded, groups * quads);
  return fillSheet(performer, sheet, { images: buffer }, natives, body);
}
