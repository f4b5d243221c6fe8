import type { Conv } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { axisNames } from '../kernels/volume.ts';
import { all, flat, isWithin, lengthsOf, loops, split, where } from './axes.ts';
import { type ConvPlan, keyOf, planOf, seesPadding } from './conv-plan.ts';
import type { Shader } from './shader.ts';
import { threadsOf, type Tile, tileFor } from './tile.ts';
import { accumulate, range, unrolledLoop, writeTiledProduct } from './tiled-product.ts';

/**
 * Convolution as the product of the weights `[outputs, inputs * taps]` with a matrix of columns that is nowhere in memory: for
 * each tap, a thread finds out which cells its columns see, and then walks through the channels. Bias and activation come with
 * the store. `xOffset` is the first element of x to use.
 */
export function convShader(op: Conv<GpuBuffer>, xOffset = 0): Shader {
  const { x, weight, bias, activation, y } = op;
  const plan = planOf(op);
  const { groups, outputs } = plan;
  const columns = plan.batch * plan.area;
  const tile = tileFor(groups, outputs, columns);
  const add = (row: number, sum: string): string => (bias === undefined ? sum : `${sum} + bias${row}`);
  const activate = (sum: string): string => (activation === undefined ? sum : `${activation}(${sum})`);
  return {
    output: y,
    inputs: { x, weight, ...(bias !== undefined && { bias }) },
    threads: threadsOf(tile, groups),
    key: `conv ${xOffset} ${bias !== undefined} ${activation} ${keyOf(plan)}`,
    code: () =>
      writeTiledProduct({
        tile,
        entries: groups,
        rows: outputs,
        columns,
        setup: '',
        row: (name, at) => rowOf(plan, name, at, bias !== undefined),
        column: (name, at) => columnOf(plan, name, at, xOffset),
        sum: sumOf(plan, tile),
        store: (row, column, sum) => `result[y${column} + row${row} * ${plan.area}] = ${activate(add(row, sum))};`,
      }),
    ...(activation !== undefined && { declarations: activations[activation] }),
  };
}

const activations = {
  // A NaN stays one, known by its bits because comparisons with it may be taken for true; -0 becomes 0.
  relu: `
fn relu(v : f32) -> f32 {
  let isNaN = (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u;
  return select(0.0, v, v > 0.0 || isNaN);
}`,
} as const satisfies Record<NonNullable<Conv['activation']>, string>;

function rowOf({ outputs, inputs, taps }: ConvPlan, name: number, at: string, hasBias: boolean): string {
  return `
let row${name} = ${at};
let w${name} = (entry * ${outputs} + row${name}) * ${inputs * taps};
${hasBias ? `let bias${name} = user_bias[entry * ${outputs} + row${name}];` : ''}`;
}

/** Declares where the column lies in the images and in the result. */
function columnOf(plan: ConvPlan, name: number, at: string, xOffset: number): string {
  const { volume, inChannels, outChannels, inputs, outputs, area, inputArea } = plan;
  return `
let image${name} = ${at} / ${area};
let position${name} = ${at} % ${area};
${split(lengthsOf(volume, 'output'), 'o', name, `position${name}`)}
let x${name} = ${xOffset} + (image${name} * ${inChannels} + entry * ${inputs}) * ${inputArea};
let y${name} = (image${name} * ${outChannels} + entry * ${outputs}) * ${area} + position${name};`;
}

function sumOf(plan: ConvPlan, tile: Tile): string {
  const { volume, inputs, taps, inputArea } = plan;
  const channels = unrolledLoop('channel', inputs, (steps) =>
    accumulate(
      tile,
      steps,
      (row, step) => `user_weight[w${row} + (channel + ${step}) * ${taps} + tap]`,
      (column, step) => where(isInside(plan, column), `user_x[cell${column} + (channel + ${step}) * ${inputArea}]`),
    ),
  );
  const tap = `let tap = ${flat(lengthsOf(volume, 'kernel'), 'k')};`;
  const seen = range(tile.columns).map((column) => seenCell(plan, column));
  return loops(lengthsOf(volume, 'kernel'), 'k', [tap, ...seen, channels].join('\n'));
}

/** Declares which cell the tap sees from a column. */
function seenCell({ volume }: ConvPlan, name: number): string {
  const variables = axisNames.map((axis) => {
    const { stride, dilation, padBefore } = volume[axis];
    return `let i${axis}${name} = o${axis}${name} * ${stride} + k${axis} * ${dilation} - ${padBefore};`;
  });
  const cell = `let cell${name} = x${name} + ${flat(lengthsOf(volume, 'input'), 'i', name)};`;
  return [...variables, cell].join('\n');
}

/** Whether that cell is one. Where not, memory is read out of bounds, which in WGSL is safe and gives some number. */
function isInside({ volume }: ConvPlan, name: number): string {
  const edges = axisNames.filter((axis) => seesPadding(volume[axis]));
  return all(edges.map((axis) => isWithin(`i${axis}${name}`, volume[axis].input)));
}
