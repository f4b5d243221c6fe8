import type { ConvDimensions, ConvWeightGradient } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { asVolume, axisNames, cells } from '../kernels/volume.ts';
import { all, isWithin, joined, lengthsOf, loops, split, where } from './axes.ts';
import { seesPadding } from './conv.ts';
import type { Shader } from './shader.ts';
import { tileFor } from './tile.ts';
import { accumulate, range, unrolledLoop, writeTiledProduct } from './tiled-product.ts';

/**
 * The gradient by the weights, `[outputs, inputs * taps]`: sums over all images and positions. There are few of them and they
 * are long, so they are cut along the batch into `slices`, and the result is `[slices, outputs, inputs * taps]`.
 */
export function convWeightGradientShader(op: ConvWeightGradient<GpuBuffer>, slices: number): Shader {
  const { batch, inChannels, outChannels, groups } = op;
  const geometry = joined(op.geometry);
  const volume = asVolume(geometry);
  const [inputs, outputs] = [inChannels / groups, outChannels / groups];
  const [taps, area, inputArea] = [cells(geometry, 'kernel'), cells(geometry, 'output'), cells(geometry, 'input')];
  const tile = tileFor(slices * groups, outputs, inputs * taps);
  const images = Math.ceil(batch / slices);
  const lines = (['z', 'y'] as const).filter((axis) => seesPadding(volume[axis]));
  const { x } = volume;
  /** Declares the line of cells that a column sees from a line of positions. */
  const look = (name: number): string => `
let iz${name} = oz * ${volume.z.stride} + fromz${name};
let iy${name} = oy * ${volume.y.stride} + fromy${name};
let isLine${name} = ${all(lines.map((axis) => isWithin(`i${axis}${name}`, volume[axis].input)))};
let line${name} = x${name} + image * ${inChannels * inputArea} + (iz${name} * ${volume.y.input} + iy${name}) * ${x.input} + fromx${name};`;
  const right = (name: number, step: number): string => {
    const cell = `(ox + ${step}) * ${x.stride}`;
    const conditions = [
      ...(lines.length > 0 ? [`isLine${name}`] : []),
      ...(seesPadding(x) ? [isWithin(`${cell} + fromx${name}`, x.input)] : []),
    ];
    return where(all(conditions), `user_x[line${name} + ${cell}]`);
  };
  const positions = unrolledLoop('ox', x.output, (steps) =>
    accumulate(tile, steps, (row, step) => `user_dy[dy${row} + line + ox + ${step}]`, right),
  );
  const atLine = [
    `let line = image * ${outChannels * area} + (oz * ${volume.y.output} + oy) * ${x.output};`,
    ...range(tile.columns).map(look),
    positions,
  ];
  return {
    output: op.dWeight,
    inputs: { x: op.x, dy: op.dy },
    ...writeTiledProduct({
      tile,
      entries: slices * groups,
      rows: outputs,
      columns: inputs * taps,
      setup: `
let group = entry % ${groups};
let slice = entry / ${groups};
let end = min((slice + 1) * ${images}, ${batch});`,
      row: (name, at) => `
let dy${name} = (group * ${outputs} + ${at}) * ${area};
let w${name} = (entry * ${outputs} + ${at}) * ${inputs * taps};`,
      column: (name, at) => `
let column${name} = ${at};
${split(lengthsOf(volume, 'kernel'), 'k', name, `(column${name} % ${taps})`)}
${axisNames.map((axis) => `let from${axis}${name} = k${axis}${name} * ${volume[axis].dilation} - ${volume[axis].padBefore};`).join('\n')}
let x${name} = (group * ${inputs} + column${name} / ${taps}) * ${inputArea};`,
      sum: `for (var image = slice * ${images}; image < end; image++) {
${loops({ z: volume.z.output, y: volume.y.output }, 'o', atLine.join('\n'))}
}`,
      store: (row, name, value) => `result[w${row} + column${name}] = ${value};`,
    }),
  };
}

/** A device with less to do than this stands idle. */
const wantedThreads = 2048;

/** In the largest tiles. */
const sumsOfThread = 64;

/** How many slices give a device enough to do and fit a buffer of `maxFloats` together. */
export function slicesFor(dimensions: ConvDimensions, maxFloats: number): number {
  const { batch, inChannels, outChannels, groups, geometry } = dimensions;
  const sums = outChannels * (inChannels / groups) * cells(geometry, 'kernel');
  const wanted = Math.ceil((wantedThreads * sumsOfThread) / sums);
  const slices = Math.max(1, Math.min(batch, wanted, Math.floor(maxFloats / sums)));
  // As many images in each, but for the last.
  return Math.ceil(batch / Math.ceil(batch / slices));
}
