import type { Axis, Conv } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { asVolume, axisNames, cells } from '../kernels/volume.ts';
import { all, flat, isWithin, joined, lengthsOf, loops, split, where } from './axes.ts';
import type { Shader } from './shader.ts';
import { tileFor } from './tile.ts';
import { accumulate, range, unrolledLoop, writeTiledProduct } from './tiled-product.ts';

/**
 * Convolution as the product of the weights `[outputs, inputs * taps]` with a matrix of columns that is nowhere in memory: for
 * each tap, a thread finds out which cells its columns see, and then walks through the channels. Bias and activation come with
 * the store.
 */
export function convShader(op: Conv<GpuBuffer>): Shader {
  const { batch, inChannels, outChannels, groups, bias, activation } = op;
  const geometry = joined(op.geometry);
  const volume = asVolume(geometry);
  const [inputs, outputs] = [inChannels / groups, outChannels / groups];
  const [taps, area, inputArea] = [cells(geometry, 'kernel'), cells(geometry, 'output'), cells(geometry, 'input')];
  const tile = tileFor(groups, outputs, batch * area);
  const edges = axisNames.filter((axis) => seesPadding(volume[axis]));
  const column = (name: number, at: string): string => `
let image${name} = ${at} / ${area};
let position${name} = ${at} % ${area};
${split(lengthsOf(volume, 'output'), 'o', name, `position${name}`)}
let x${name} = (image${name} * ${inChannels} + entry * ${inputs}) * ${inputArea};
let y${name} = (image${name} * ${outChannels} + entry * ${outputs}) * ${area} + position${name};`;
  /** Declares which cell the tap sees from a column. */
  const look = (name: number): string => `
${axisNames.map((axis) => `let i${axis}${name} = o${axis}${name} * ${volume[axis].stride} + k${axis} * ${volume[axis].dilation} - ${volume[axis].padBefore};`).join('\n')}
let isInside${name} = ${all(edges.map((axis) => isWithin(`i${axis}${name}`, volume[axis].input)))};
let cell${name} = x${name} + ${flat(lengthsOf(volume, 'input'), 'i', name)};`;
  const channels = unrolledLoop('channel', inputs, (steps) =>
    accumulate(
      tile,
      steps,
      (row, step) => `user_weight[w${row} + (channel + ${step}) * ${taps} + tap]`,
      (name, step) =>
        where(
          edges.length > 0 ? `isInside${name}` : 'true',
          `user_x[cell${name} + (channel + ${step}) * ${inputArea}]`,
        ),
    ),
  );
  const atTap = [`let tap = ${flat(lengthsOf(volume, 'kernel'), 'k')};`, ...range(tile.columns).map(look), channels];
  return {
    output: op.y,
    inputs: { x: op.x, weight: op.weight, ...(bias !== undefined && { bias }) },
    ...writeTiledProduct({
      tile,
      entries: groups,
      rows: outputs,
      columns: batch * area,
      setup: '',
      row: (name, at) => `
let row${name} = ${at};
let w${name} = (entry * ${outputs} + row${name}) * ${inputs * taps};
let bias${name} = ${bias === undefined ? '0.0' : `user_bias[entry * ${outputs} + row${name}]`};`,
      column,
      sum: loops(lengthsOf(volume, 'kernel'), 'k', atTap.join('\n')),
      store: (row, name, value) => {
        const sum = bias === undefined ? value : `${value} + bias${row}`;
        return `result[y${name} + row${row} * ${area}] = ${activation === undefined ? sum : `relu(${sum})`};`;
      },
    }),
    ...(activation !== undefined && { declarations: relu }),
  };
}

/** A NaN stays one, known by its bits because comparisons with it may be taken for true; -0 becomes 0. */
const relu = `
fn relu(v : f32) -> f32 {
  let isNaN = (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u;
  return select(0.0, v, v > 0.0 || isNaN);
}`;

/** Whether some tap sees a cell outside of the input. */
export function seesPadding({ input, output, kernel, stride, dilation, padBefore }: Axis): boolean {
  return padBefore > 0 || (output - 1) * stride + (kernel - 1) * dilation - padBefore >= input;
}
