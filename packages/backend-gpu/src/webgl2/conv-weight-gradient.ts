import type { ConvDimensions, ConvWeightGradient } from '@gemmule/core';
import { fetchFunction } from '../device/texture.ts';
import type { Device } from '../device/device.ts';
import { nativeFunction } from '../device/natives.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { asVolume, cells } from '../kernels/volume.ts';
import { forImages, imagesInLaunch } from '../launches.ts';
import type { Performer } from '../perform.ts';
import { dense, type Task } from '../task.ts';
import { isForTiles } from './conv.ts';
import { type CorrelationAxis, forwardAxis } from './correlation.ts';
import { channelQuads, packPixels } from './pixels.ts';
import { fillSheet, multiply, productFunction, runTiles } from './product.ts';
import { createSheet, fetchQuad, fitsTexture, type Sheet } from './sheet.ts';

/*
 * The product of dy, output channels by output pixels, with what the taps see, output pixels by taps and input channels. Its
 * sum runs over all pixels, so it is cut into parts that threads compute side by side.
 */

/** Threads that a GPU should have at least. */
const wantedThreads = 2 ** 11;

/** Whether {@link convWeightGradient} takes a convolution. */
export function takesConvWeightGradient({ device }: Performer, op: ConvDimensions): boolean {
  const batch = imagesInLaunch(device, op);
  return isForTiles(op) && fits(sizesOf({ ...op, batch }, device.drawBuffers), device.maxSide);
}

/** Gradient by the weight, on tiles of a product. */
export function convWeightGradient(performer: Performer, op: ConvWeightGradient<GpuBuffer>): boolean {
  if (!takesConvWeightGradient(performer, op)) return false;
  forImages(performer.device, op, (start, batch) => byTiles(performer, { ...op, batch }, start));
  return true;
}

/** The share of some images, from the image `start` on, which is added to that of those before. */
function byTiles(performer: Performer, op: ConvWeightGradient<GpuBuffer>, start: number): void {
  const sizes = sizesOf(op, performer.device.drawBuffers);
  const { batch, groups, inChannels: channels, y, x } = sizes;
  const offset = start * op.inChannels * cells(op.geometry, 'input');
  const pixels = packPixels(performer, { buffer: op.x, offset, batch, groups, channels }, y, x);
  const gradient = packGradient(performer, op.dy, start * op.outChannels * cells(op.geometry, 'output'), sizes);
  const product = multiplyPixels(performer, sizes, pixels, gradient);
  performer.release(pixels.buffer, gradient.buffer);
  performer.perform(collect(performer.device, op.dWeight, sizes, product, start > 0));
  performer.release(product.buffer);
}

interface Sizes {
  readonly batch: number;
  readonly groups: number;
  /** Of one group. */
  readonly inChannels: number;
  readonly outChannels: number;
  readonly y: CorrelationAxis;
  readonly x: CorrelationAxis;
  /** Quads of one group's input channels. */
  readonly inQuads: number;
  /** Quads of all taps and input channels of all groups: the columns of the product. */
  readonly quads: number;
  /** Rows of tiles of one part. */
  readonly partRows: number;
  readonly parts: number;
  /** Lines of output pixels in all images, and in one part. */
  readonly lines: number;
  readonly linesInPart: number;
  /** Quads of pixels in a line. */
  readonly lineQuads: number;
}

function sizesOf(op: ConvDimensions, rows: number): Sizes {
  const { batch, groups, geometry } = op;
  const volume = asVolume(geometry);
  const [y, x] = [forwardAxis(volume.y), forwardAxis(volume.x)];
  const inChannels = op.inChannels / groups;
  const inQuads = channelQuads(inChannels);
  const quads = groups * y.taps * x.taps * inQuads;
  const partRows = Math.ceil(op.outChannels / groups / rows);
  const lines = batch * y.positions;
  const wanted = Math.min(lines, Math.ceil(wantedThreads / (quads * partRows)));
  const linesInPart = Math.ceil(lines / wanted);
  return {
    batch,
    groups,
    inChannels,
    outChannels: op.outChannels / groups,
    y,
    x,
    inQuads,
    quads,
    partRows,
    parts: Math.ceil(lines / linesInPart),
    lines,
    linesInPart,
    lineQuads: Math.ceil(x.positions / 4),
  };
}

function fits(sizes: Sizes, maxSide: number): boolean {
  const { batch, groups, y, x, outChannels, inQuads, quads, partRows, parts, lines, lineQuads } = sizes;
  return (
    fitsTexture(batch * y.padded * x.padded, groups * inQuads, maxSide) &&
    fitsTexture(lines * lineQuads, groups * outChannels, maxSide) &&
    fitsTexture(parts * partRows, quads, maxSide)
  );
}

/** dy as quads along the pixels of a line: rows by line and quad, columns by channel. */
function packGradient(
  performer: Performer,
  dy: GpuBuffer,
  offset: number,
  { groups, y, x, outChannels, lines, lineQuads }: Sizes,
): Sheet {
  const channels = groups * outChannels;
  const elements = [0, 1, 2, 3].map(
    (lane) => `
let element${lane} = 0;
if (px + ${lane} < ${x.positions}) { element${lane} = fetch_dy(from + ${lane}); }`,
  );
  const body = `
const line = quotient(row, ${lineQuads});
const px = (row - line * ${lineQuads}) * 4;
const image = quotient(line, ${y.positions});
const py = line - image * ${y.positions};
const from = ${offset} + ((image * ${channels} + quad) * ${y.positions} + py) * ${x.positions} + px;
${elements.join('')}
return [element0, element1, element2, element3];`;
  const natives = [nativeFunction('fetch_dy', fetchFunction('dy', dy.length), ['i'])];
  return fillSheet(performer, createSheet(lines * lineQuads, channels), { dy }, natives, body);
}

function multiplyPixels(performer: Performer, sizes: Sizes, pixels: Sheet, gradient: Sheet): Sheet {
  const rows = performer.device.drawBuffers;
  const { y, x, inQuads, quads, partRows, parts, lines, linesInPart, lineQuads, outChannels } = sizes;
  const step = (lanes: number, position: string): string =>
    multiply(
      rows,
      lanes,
      (r) => `fetch_dy(channel${r}, pixels + ${position})`,
      (lane) => `fetch_x(inQuad, seen + (${position} * 4 + ${lane}) * ${x.step})`,
    );
  // Channels beyond the last one, which only fill their tile, are the last one.
  const channels = Array.from(
    { length: rows },
    (_, r) => `const channel${r} = group * ${outChannels} + Math.min(first + ${r}, ${outChannels - 1});`,
  );
  const whole = Math.floor(x.positions / 4);
  const rest = x.positions - whole * 4;
  const body = `
const taps = quotient(quad, ${inQuads});
const group = quotient(taps, ${y.taps * x.taps});
const inQuad = group * ${inQuads} + quad - taps * ${inQuads};
const tap = taps - group * ${y.taps * x.taps};
const tapY = quotient(tap, ${x.taps});
const tapX = tap - tapY * ${x.taps};
const away = tapY * ${y.tapStep * x.padded} + tapX * ${x.tapStep};
const part = quotient(row, ${partRows});
const first = (row - part * ${partRows}) * ${rows};
${channels.join('\n')}
for (let i = 0; i < ${linesInPart}; i++) {
  const line = part * ${linesInPart} + i;
  if (line < ${lines}) {
    const image = quotient(line, ${y.positions});
    const py = line - image * ${y.positions};
    const seen = (image * ${y.padded} + py * ${y.step}) * ${x.padded} + away;
    const pixels = line * ${lineQuads};
    ${whole > 0 ? `for (let j = 0; j < ${whole}; j++) {\n${step(4, 'j')}\n}` : ''}
    ${rest > 0 ? `const last = ${whole};\n${step(rest, 'last')}` : ''}
  }
}`;
  return runTiles(performer, {
    quads,
    tileRows: parts * partRows,
    inputs: { dy: gradient, x: pixels },
    natives: [fetchQuad('dy', gradient), fetchQuad('x', pixels)],
    largest: Math.max(pixels.rows, gradient.rows, quads),
    body,
  });
}

/** Adds the parts up, and brings them to where the weight's gradient lies. */
function collect({ drawBuffers }: Device, dWeight: GpuBuffer, sizes: Sizes, product: Sheet, isAdded: boolean): Task {
  const { groups, inChannels, outChannels, y, x, inQuads, partRows, parts } = sizes;
  const rows = drawBuffers;
  return {
    output: dWeight,
    region: dense({ group: groups, channel: outChannels, inChannel: inChannels, ky: y.taps, kx: x.taps }),
    inputs: { sheet: product.buffer },
    natives: [productFunction(product)],
    readsOld: isAdded,
    body: `
const column = (((group * ${y.taps} + ky) * ${x.taps} + kx) * ${inQuads}) * 4 + inChannel;
let sum = product(channel, column);
for (let part = 1; part < ${parts}; part++) {
  sum += product(part * ${partRows * rows} + channel, column);
}
return sum${isAdded ? ' + old[at]' : ''};`,
  };
}
