import type { ConvDimensions, ConvWeightGradient } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { axisNames, cells } from '../kernels/volume.ts';
import { all, isWithin, lengthsOf, loops, split, where } from './axes.ts';
import { type ConvPlan, keyOf, planOf, seesPadding } from './conv-plan.ts';
import type { Shader } from './shader.ts';
import { threadsOf, type Tile, tileFor } from './tile.ts';
import { accumulate, range, unrolledLoop, writeTiledProduct } from './tiled-product.ts';

/**
 * The gradient by the weights, `[outputs, inputs * taps]`: sums over all images and positions. There are few of them and they
 * are long, so they are cut along the batch into `slices`, and the result is `[slices, outputs, inputs * taps]`.
 * `start` is the first image to use.
 */
export function convWeightGradientShader(op: ConvWeightGradient<GpuBuffer>, slices: number, start = 0): Shader {
  const { x, dy, dWeight } = op;
  const plan = planOf(op);
  const { batch, groups, inputs, outputs, taps, area } = plan;
  const entries = slices * groups;
  const columns = inputs * taps;
  const tile = tileFor(entries, outputs, columns);
  const images = Math.ceil(batch / slices);
  return {
    output: dWeight,
    inputs: { x, dy },
    threads: threadsOf(tile, entries),
    key: `convWeightGradient ${start} ${slices} ${keyOf(plan)}`,
    code: () =>
      writeTiledProduct({
        tile,
        entries,
        rows: outputs,
        columns,
        setup: `
let group = entry % ${groups};
let first = ${start} + entry / ${groups} * ${images};`,
        row: (name, at) => `
let dy${name} = (group * ${outputs} + ${at}) * ${area};
let w${name} = (entry * ${outputs} + ${at}) * ${columns};`,
        column: (name, at) => columnOf(plan, name, at),
        sum: `
for (var image = first; image < min(first + ${images}, ${start + batch}); image++) {
${sumOfImage(plan, tile)}
}`,
        store: (row, column, sum) => `result[w${row} + column${column}] = ${sum};`,
      }),
  };
}

/** Declares which tap of which channel the column is. */
function columnOf({ volume, inputs, taps, inputArea }: ConvPlan, name: number, at: string): string {
  const cells = axisNames.map((axis) => {
    const { dilation, padBefore } = volume[axis];
    return `let from${axis}${name} = k${axis}${name} * ${dilation} - ${padBefore};`;
  });
  return `
let column${name} = ${at};
${split(lengthsOf(volume, 'kernel'), 'k', name, `(column${name} % ${taps})`)}
${cells.join('\n')}
let x${name} = (group * ${inputs} + column${name} / ${taps}) * ${inputArea};`;
}

/** Line by line of positions. */
function sumOfImage(plan: ConvPlan, tile: Tile): string {
  const { volume, outChannels, area } = plan;
  const { z, y, x } = volume;
  const line = `let line = image * ${outChannels * area} + (oz * ${y.output} + oy) * ${x.output};`;
  const seen = range(tile.columns).map((column) => seenLine(plan, column));
  const positions = unrolledLoop('ox', x.output, (steps) =>
    accumulate(
      tile,
      steps,
      (row, step) => `user_dy[dy${row} + line + ox + ${step}]`,
      (column, step) => seenCell(plan, column, step),
    ),
  );
  return loops({ z: z.output, y: y.output }, 'o', [line, ...seen, positions].join('\n'));
}

/** Declares which line of cells a column sees from the line of positions, and whether it is one. */
function seenLine({ volume, inChannels, inputArea }: ConvPlan, name: number): string {
  const { z, y, x } = volume;
  const edges = (['z', 'y'] as const).filter((axis) => seesPadding(volume[axis]));
  return `
let iz${name} = oz * ${z.stride} + fromz${name};
let iy${name} = oy * ${y.stride} + fromy${name};
let isLine${name} = ${all(edges.map((axis) => isWithin(`i${axis}${name}`, volume[axis].input)))};
let start${name} = x${name} + image * ${inChannels * inputArea} + (iz${name} * ${y.input} + iy${name}) * ${x.input};`;
}

/** What the column sees from the position; where that is no cell, as in `conv.ts`, some number is read and left. */
function seenCell({ volume: { z, y, x } }: ConvPlan, name: number, step: number): string {
  const cell = `(ox + ${step}) * ${x.stride} + fromx${name}`;
  const conditions = [
    ...(seesPadding(z) || seesPadding(y) ? [`isLine${name}`] : []),
    ...(seesPadding(x) ? [isWithin(cell, x.input)] : []),
  ];
  return where(all(conditions), `user_x[start${name} + ${cell}]`);
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
