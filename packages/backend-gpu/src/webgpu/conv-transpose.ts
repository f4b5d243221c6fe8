import type { Axis, ConvTranspose } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { asVolume, axisNames, cells } from '../kernels/volume.ts';
import { all, flat, isWithin, joined, type Lengths, lengthsOf, loops, split, where } from './axes.ts';
import type { Shader } from './shader.ts';
import { tileFor } from './tile.ts';
import { accumulate, range, unrolledLoop, writeTiledProduct } from './tiled-product.ts';

/**
 * Transposed convolution as a product: for each tap, a thread finds out from which positions the tap saw its cells, and then
 * walks through the channels. With a stride, the taps that see a cell depend on its position modulo the stride, the phase.
 * Each phase is a matrix of its own: a thread then skips taps for all of its cells at once. `op.yOffset` is left to the caller.
 */
export function convTransposeShader(op: ConvTranspose<GpuBuffer>): Shader {
  const { batch, inChannels, outChannels, groups, xOffset } = op;
  const geometry = joined(op.geometry);
  const volume = asVolume(geometry);
  const [inputs, outputs] = [inChannels / groups, outChannels / groups];
  const [taps, area, inputArea] = [cells(geometry, 'kernel'), cells(geometry, 'output'), cells(geometry, 'input')];
  const phases = mapAxes((axis) => Math.min(volume[axis].stride, volume[axis].input));
  const cellsOfPhase = mapAxes((axis) => Math.ceil(volume[axis].input / volume[axis].stride));
  const phaseCount = phases.z * phases.y * phases.x;
  const columns = batch * cellsOfPhase.z * cellsOfPhase.y * cellsOfPhase.x;
  const tile = tileFor(groups * phaseCount, outputs, columns);
  const edges = axisNames.filter((axis) => isSeenFromOutside(volume[axis]));
  const column = (name: number, at: string): string => `
let image${name} = ${at} / ${columns / batch};
let cell${name} = ${at} % ${columns / batch};
${split(cellsOfPhase, 'j', name, `cell${name}`)}
${axisNames.map((axis) => `let i${axis}${name} = j${axis}${name} * ${volume[axis].stride} + phase${axis};`).join('\n')}
let isCell${name} = ${all(axisNames.filter((axis) => hasShortPhase(volume[axis])).map((axis) => `i${axis}${name} < ${volume[axis].input}`))};
let x${name} = ${xOffset} + (image${name} * ${inChannels} + group * ${inputs}) * ${area};
let y${name} = (image${name} * ${outChannels} + group * ${outputs}) * ${inputArea} + ${flat(lengthsOf(volume, 'input'), 'i', name)};`;
  /** Declares the position from which the tap sees the cell of a column. */
  const look = (name: number): string => `
${axisNames.map((axis) => `let o${axis}${name} = (i${axis}${name} + ${volume[axis].padBefore} - k${axis} * ${volume[axis].dilation}) / ${volume[axis].stride};`).join('\n')}
let isSeen${name} = ${all(edges.map((axis) => isWithin(`o${axis}${name}`, volume[axis].output)))};
let position${name} = x${name} + ${flat(lengthsOf(volume, 'output'), 'o', name)};`;
  const channels = unrolledLoop('channel', inputs, (steps) =>
    accumulate(
      tile,
      steps,
      (row, step) => `user_weight[w${row} + (channel + ${step}) * ${outputs * taps} + tap]`,
      (name, step) =>
        where(edges.length > 0 ? `isSeen${name}` : 'true', `user_x[position${name} + (channel + ${step}) * ${area}]`),
    ),
  );
  const atTap = [`let tap = ${flat(lengthsOf(volume, 'kernel'), 'k')};`, ...range(tile.columns).map(look), channels];
  const skip = (axis: (typeof axisNames)[number]): string => {
    const { stride, padBefore, dilation } = volume[axis];
    return stride === 1
      ? ''
      : `if ((phase${axis} + ${padBefore} - k${axis} * ${dilation}) % ${stride} != 0) { continue; }`;
  };
  return {
    output: op.y,
    inputs: { x: op.x, weight: op.weight },
    ...writeTiledProduct({
      tile,
      entries: groups * phaseCount,
      rows: outputs,
      columns,
      setup: `let group = entry / ${phaseCount};\n${split(phases, 'phase', '', `(entry % ${phaseCount})`)}`,
      row: (name, at) => `
let row${name} = ${at};
let w${name} = (group * ${inputs * outputs} + row${name}) * ${taps};`,
      column,
      sum: loops(lengthsOf(volume, 'kernel'), 'k', atTap.join('\n'), skip),
      store: (row, name, value) => `if (isCell${name}) { result[y${name} + row${row} * ${inputArea}] = ${value}; }`,
    }),
  };
}

function mapAxes(length: (axis: (typeof axisNames)[number]) => number): Lengths {
  return { z: length('z'), y: length('y'), x: length('x') };
}

/** Whether some phases have a cell less than others. */
function hasShortPhase({ input, stride }: Axis): boolean {
  return input > stride && input % stride !== 0;
}

/** Whether a tap would see some cell from a position that is not there. */
function isSeenFromOutside({ input, output, kernel, stride, dilation, padBefore }: Axis): boolean {
  return padBefore < (kernel - 1) * dilation || input - 1 + padBefore >= output * stride;
}
