import type { Activation } from '@gemmule/core';
import { fetchFunction } from '../device/texture.ts';
import type { Device } from '../device/device.ts';
import { nativeFunction } from '../device/natives.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { type Performer } from '../perform.ts';
import { dense, type Task } from '../task.ts';
import type { CorrelationAxis } from './correlation.ts';
import { channelQuads, packPixels } from './pixels.ts';
import { fillSheet, multiply, productFunction, runTiles } from './product.ts';
import { createSheet, fetchQuad, fitsTexture, type Sheet, withKept } from './sheet.ts';

/** A convolution or a transposed one of some images, without its data. */
export interface CorrelationShape {
  readonly batch: number;
  readonly groups: number;
  /** Channels of the images in one group. */
  readonly inChannels: number;
  /** Channels of the result in one group. */
  readonly outChannels: number;
  /** Whether the weight is `[in, out / groups, ...kernel]` rather than `[out, in / groups, ...kernel]`. */
  readonly isTransposed: boolean;
  readonly y: CorrelationAxis;
  readonly x: CorrelationAxis;
}

/** Its data; offsets are the first element to read and to write. */
export interface CorrelationData {
  readonly images: GpuBuffer;
  readonly imagesOffset: number;
  readonly weight: GpuBuffer;
  readonly result: GpuBuffer;
  readonly resultOffset: number;
  readonly bias: GpuBuffer | undefined;
  readonly activation: Activation | undefined;
}

/** Whether its textures can be as large as they must be. */
export function fitsTextures({ maxSide, drawBuffers }: Device, shape: CorrelationShape): boolean {
  const { batch, groups, inChannels, y, x } = shape;
  const { tileRows, outQuads } = tilesOf(shape, drawBuffers);
  return (
    fitsTexture(batch * y.padded * x.padded, groups * channelQuads(inChannels), maxSide) &&
    fitsTexture(weightRows(shape), outQuads, maxSide) &&
    fitsTexture(tileRows, outQuads, maxSide)
  );
}

/** Computes it as a product of pixels, in rows, by output channels. */
export function correlate(performer: Performer, shape: CorrelationShape, data: CorrelationData): void {
  const { batch, groups, inChannels, y, x } = shape;
  const images = { buffer: data.images, offset: data.imagesOffset, batch, groups, channels: inChannels };
  const pixels = packPixels(performer, images, y, x);
  const make = (): Sheet => packWeights(performer, shape, data.weight);
  withKept(performer, data.weight, `weights ${keyOf(shape)}`, make, (weights) => {
    const product = multiplyTaps(performer, shape, pixels, weights);
    performer.release(pixels.buffer);
    performer.perform(collect(performer.device, shape, data, product));
    performer.release(product.buffer);
  });
}

/** Tells the layouts of weights apart. */
function keyOf({ groups, inChannels, outChannels, isTransposed, y, x }: CorrelationShape): string {
  const axes = [y, x].map(({ kernelLength, kernel }) => [kernelLength, ...kernel].join(':'));
  return [groups, inChannels, outChannels, isTransposed, ...axes].join(';');
}

interface TileSizes {
  /** Positions of one phase, over all images. */
  readonly positions: number;
  /** Rows of tiles of one phase. */
  readonly phaseRows: number;
  readonly tileRows: number;
  /** Quads of output channels, over all groups. */
  readonly outQuads: number;
}

function tilesOf({ batch, groups, y, x, outChannels }: CorrelationShape, rows: number): TileSizes {
  const positions = batch * y.positions * x.positions;
  const phaseRows = Math.ceil(positions / rows);
  const tileRows = y.phases * x.phases * phaseRows;
  return { positions, phaseRows, tileRows, outQuads: groups * channelQuads(outChannels) };
}

/** Channels are padded to whole quads; fewer than four are kept as they are, and multiply as many lanes. */
function lanesOf({ inChannels: channels }: CorrelationShape): { lanes: number; channelRows: number } {
  return channels < 4
    ? { lanes: channels, channelRows: channels }
    : { lanes: 4, channelRows: 4 * channelQuads(channels) };
}

function weightRows(shape: CorrelationShape): number {
  const { y, x } = shape;
  return y.phases * x.phases * y.taps * x.taps * lanesOf(shape).channelRows;
}

/** Rows by phase, tap and input channel; quads of output channels. Zeros where a phase has no such tap. */
function packWeights(performer: Performer, shape: CorrelationShape, weight: GpuBuffer): Sheet {
  const { groups, inChannels, outChannels, isTransposed, y, x } = shape;
  const { channelRows } = lanesOf(shape);
  const quads = channelQuads(outChannels);
  const area = y.kernelLength * x.kernelLength;
  const [outStride, inStride] = isTransposed ? [area, outChannels * area] : [inChannels * area, area];
  const elements = [0, 1, 2, 3].map(
    (lane) => `
let element${lane} = 0;
if (isThere > 0.5 && channel + ${lane} < ${outChannels}) { element${lane} = fetch_weight(from + ${lane * outStride}); }`,
  );
  const groupStart = `group * ${inChannels * outChannels * area}`;
  const body = `
const group = quotient(quad, ${quads});
const channel = (quad - group * ${quads}) * 4;
const place = quotient(row, ${channelRows});
const inChannel = row - place * ${channelRows};
const line = quotient(place, ${x.taps});
const tapX = place - line * ${x.taps};
const phase = quotient(line, ${y.taps});
const tapY = line - phase * ${y.taps};
const phaseY = quotient(phase, ${x.phases});
const phaseX = phase - phaseY * ${x.phases};
${kernelElement(y, 'Y')}
${kernelElement(x, 'X')}
let isThere = 0;
if (kernelY >= 0 && kernelX >= 0 && inChannel < ${inChannels}) { isThere = 1; }
const from = ${groupStart} + inChannel * ${inStride} + channel * ${outStride} + kernelY * ${x.kernelLength} + kernelX;
${elements.join('')}
return [element0, element1, element2, element3];`;
  const natives = [nativeFunction('fetch_weight', fetchFunction('weight', weight.length), ['i'])];
  const sheet = createSheet(weightRows(shape), groups * quads);
  return fillSheet(performer, sheet, { weight }, natives, body);
}

/** Declares `kernelY` or `kernelX`. */
function kernelElement({ phases, kernel }: CorrelationAxis, axis: 'Y' | 'X'): string {
  const lines = [`let kernel${axis} = tap${axis};`];
  kernel.forEach((taps, phase) => {
    taps.forEach((element, tap) => {
      const isHere = phases === 1 ? `tap${axis} == ${tap}` : `phase${axis} == ${phase} && tap${axis} == ${tap}`;
      if (element !== tap) lines.push(`if (${isHere}) { kernel${axis} = ${element < 0 ? '0 - 1' : element}; }`);
    });
  });
  return lines.join('\n');
}

function multiplyTaps(performer: Performer, shape: CorrelationShape, pixels: Sheet, weights: Sheet): Sheet {
  const rows = performer.device.drawBuffers;
  const { inChannels, outChannels, y, x } = shape;
  const { tileRows, outQuads } = tilesOf(shape, rows);
  const { lanes, channelRows } = lanesOf(shape);
  const inQuads = channelQuads(inChannels);
  const step = multiply(
    rows,
    lanes,
    (r) => `fetch_x(channels + c, pixel${r} + away)`,
    (lane) => `fetch_w(quad, weights + c * 4 + ${lane})`,
  );
  const body = `
const channels = quotient(quad, ${channelQuads(outChannels)}) * ${inQuads};
${firstPixels(shape, rows)}
${firstTap(y, 'Y')}
${firstTap(x, 'X')}
for (let tapY = 0; tapY < ${y.taps}; tapY++) {
  for (let tapX = 0; tapX < ${x.taps}; tapX++) {
    ${hasMissingTaps(y) || hasMissingTaps(x) ? 'if (tapY >= firstTapY && tapX >= firstTapX) {' : 'if (true) {'}
    const away = tapY * ${y.tapStep * x.padded} + tapX * ${x.tapStep};
    const weights = ((phase * ${y.taps} + tapY) * ${x.taps} + tapX) * ${channelRows};
    for (let c = 0; c < ${inQuads}; c++) {
${step}
    }
    }
  }
}`;
  const inputs = { x: pixels, w: weights };
  const natives = [fetchQuad('x', pixels), fetchQuad('w', weights)];
  const largest = Math.max(pixels.rows, weights.rows, tileRows * rows);
  return runTiles(performer, { quads: outQuads, tileRows, inputs, natives, largest, body });
}

/** Declares `phase`, and `pixel0`, `pixel1`, ...: the row of pixels that the first tap of each row of the tile sees. */
function firstPixels(shape: CorrelationShape, rows: number): string {
  const { y, x } = shape;
  const { positions, phaseRows } = tilesOf(shape, rows);
  const area = y.positions * x.positions;
  const lines = [
    `const phase = ${y.phases * x.phases === 1 ? '0' : `quotient(row, ${phaseRows})`};`,
    `const phaseY = ${x.phases === 1 ? 'phase' : `quotient(phase, ${x.phases})`};`,
    `const phaseX = phase - phaseY * ${x.phases};`,
    firstCell(y, 'Y'),
    firstCell(x, 'X'),
    `const start = (row - phase * ${phaseRows}) * ${rows};`,
  ];
  // Positions beyond the last one, which only fill their tile, see what the last one sees.
  const isLine = x.positions % rows === 0;
  for (let r = 0; r < rows; r++) {
    if (r > 0 && isLine) {
      lines.push(`const pixel${r} = pixel0 + ${r * x.step};`);
      continue;
    }
    lines.push(
      `const position${r} = Math.min(start + ${r}, ${positions - 1});`,
      `const image${r} = quotient(position${r}, ${area});`,
      `const cell${r} = position${r} - image${r} * ${area};`,
      `const py${r} = quotient(cell${r}, ${x.positions});`,
      `const px${r} = cell${r} - py${r} * ${x.positions};`,
      `const cy${r} = image${r} * ${y.padded} + py${r} * ${y.step} + firstY;`,
      `const pixel${r} = cy${r} * ${x.padded} + px${r} * ${x.step} + firstX;`,
    );
  }
  return lines.join('\n');
}

/** Declares `firstTapY` or `firstTapX`: taps before it are none of the phase's. Zero weights in their place would make NaN of an infinity. */
function firstTap({ kernel }: CorrelationAxis, axis: 'Y' | 'X'): string {
  const firsts = kernel.map((taps, phase) => ({ phase, missing: taps.filter((element) => element < 0).length }));
  const later = firsts.filter(({ missing }) => missing > 0);
  const lines = later.map(({ phase, missing }) => `if (phase${axis} == ${phase}) { firstTap${axis} = ${missing}; }`);
  return [`let firstTap${axis} = 0;`, ...lines].join('\n');
}

function hasMissingTaps({ kernel }: CorrelationAxis): boolean {
  return kernel.some((taps) => taps.some((element) => element < 0));
}

/** Declares `firstY` or `firstX`. */
function firstCell({ first }: CorrelationAxis, axis: 'Y' | 'X'): string {
  const [start = 0] = first;
  const later = first.map((cell, phase) =>
    cell === start ? '' : `if (phase${axis} == ${phase}) { first${axis} = ${cell}; }`,
  );
  return [`let first${axis} = ${start};`, ...later].join('\n');
}

/** Brings the product to where the result lies, with bias and activation. */
function collect({ drawBuffers }: Device, shape: CorrelationShape, data: CorrelationData, product: Sheet): Task {
  const { batch, groups, outChannels, y, x } = shape;
  const { result, resultOffset, bias, activation } = data;
  const rows = drawBuffers;
  const { phaseRows } = tilesOf(shape, rows);
  const quads = channelQuads(outChannels);
  return {
    output: result,
    region: dense({ image: batch, group: groups, channel: outChannels, iy: y.result, ix: x.result }, resultOffset),
    inputs: { sheet: product.buffer, ...(bias && { bias }) },
    natives: [productFunction(product)],
    body: `
${positionIn(y, 'y')}
${positionIn(x, 'x')}
const cell = (image * ${y.positions} + py) * ${x.positions} + px;
const row = (phasey * ${x.phases} + phasex) * ${phaseRows * rows} + cell;
const sum = product(row, group * ${4 * quads} + channel)${bias ? ` + bias[group * ${outChannels} + channel]` : ''};
${activation === undefined ? 'return sum;' : 'if (isNaN(sum) > 0.5) { return sum; }\nreturn sum > 0 ? sum : 0;'}`,
  };
}

/** Declares `py` and `phasey`, or the same of x, of the cell `iy` or `ix`. */
function positionIn({ phases }: CorrelationAxis, axis: 'y' | 'x'): string {
  const position = phases === 1 ? `i${axis}` : `quotient(i${axis}, ${phases})`;
  return `const p${axis} = ${position};\nconst phase${axis} = i${axis} - p${axis} * ${phases};`;
}
