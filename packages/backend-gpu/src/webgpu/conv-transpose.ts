import type { Axis, ConvTranspose } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { axisNames } from '../kernels/volume.ts';
import { all, type AxisName, flat, isWithin, type Lengths, lengthsOf, loops, split, where } from './axes.ts';
import { type ConvPlan, keyOf, planOf } from './conv-plan.ts';
import type { Shader } from './shader.ts';
import { threadsOf, type Tile, tileFor } from './tile.ts';
import { accumulate, range, unrolledLoop, writeTiledProduct } from './tiled-product.ts';

/**
 * Transposed convolution as a product: for each tap, a thread finds out from which positions the tap sees its cells, and then
 * walks through the channels. With a stride, the taps that see a cell depend on its position modulo the stride, the phase.
 * Each phase is a matrix of its own: a thread then skips taps for all of its cells at once. `op.yOffset` is left to the caller.
 */
export function convTransposeShader(op: ConvTranspose<GpuBuffer>): Shader {
  const { x, xOffset, weight, y } = op;
  const plan = planOf(op);
  const phases = phasesOf(plan);
  const entries = plan.groups * phases.count;
  const columns = plan.batch * phases.cells;
  const tile = tileFor(entries, plan.outputs, columns);
  return {
    output: y,
    inputs: { x, weight },
    threads: threadsOf(tile, entries),
    key: `convTranspose ${xOffset} ${keyOf(plan)}`,
    code: () =>
      writeTiledProduct({
        tile,
        entries,
        rows: plan.outputs,
        columns,
        setup: `let group = entry / ${phases.count};\n${split(phases.counts, 'phase', '', `(entry % ${phases.count})`)}`,
        row: (name, at) => `
let row${name} = ${at};
let w${name} = (group * ${plan.inputs * plan.outputs} + row${name}) * ${plan.taps};`,
        column: (name, at) => columnOf(plan, phases, name, at, xOffset),
        sum: sumOf(plan, tile),
        store: (row, column, sum) =>
          `if (isCell${column}) { result[y${column} + row${row} * ${plan.inputArea}] = ${sum}; }`,
      }),
  };
}

interface Phases {
  /** Along each axis, and in all. */
  readonly counts: Lengths;
  readonly count: number;
  /** The most cells that a phase has along each axis, and in all. */
  readonly lengths: Lengths;
  readonly cells: number;
}

function phasesOf({ volume }: ConvPlan): Phases {
  const each = (length: (axis: Axis) => number): Lengths => ({
    z: length(volume.z),
    y: length(volume.y),
    x: length(volume.x),
  });
  const counts = each(({ stride, input }) => Math.min(stride, input));
  const lengths = each(({ stride, input }) => Math.ceil(input / stride));
  const all = ({ z, y, x }: Lengths): number => z * y * x;
  return { counts, count: all(counts), lengths, cells: all(lengths) };
}

/** Declares which cell the column is, whether there is one, and where it lies. */
function columnOf(plan: ConvPlan, phases: Phases, name: number, at: string, xOffset: number): string {
  const { volume, inChannels, outChannels, inputs, outputs, area, inputArea } = plan;
  const variables = axisNames.map(
    (axis) => `let i${axis}${name} = j${axis}${name} * ${volume[axis].stride} + phase${axis};`,
  );
  const short = axisNames.filter((axis) => hasShortPhase(volume[axis]));
  return `
let image${name} = ${at} / ${phases.cells};
${split(phases.lengths, 'j', name, `(${at} % ${phases.cells})`)}
${variables.join('\n')}
let isCell${name} = ${all(short.map((axis) => `i${axis}${name} < ${volume[axis].input}`))};
let cell${name} = ${flat(lengthsOf(volume, 'input'), 'i', name)};
let x${name} = ${xOffset} + (image${name} * ${inChannels} + group * ${inputs}) * ${area};
let y${name} = (image${name} * ${outChannels} + group * ${outputs}) * ${inputArea} + cell${name};`;
}

function sumOf(plan: ConvPlan, tile: Tile): string {
  const { volume, inputs, outputs, taps, area } = plan;
  const channels = unrolledLoop('channel', inputs, (steps) =>
    accumulate(
      tile,
      steps,
      (row, step) => `user_weight[w${row} + (channel + ${step}) * ${outputs * taps} + tap]`,
      (column, step) => where(isPosition(plan, column), `user_x[position${column} + (channel + ${step}) * ${area}]`),
    ),
  );
  const tap = `let tap = ${flat(lengthsOf(volume, 'kernel'), 'k')};`;
  const seeing = range(tile.columns).map((column) => seeingPosition(plan, column));
  const skip = (axis: AxisName): string => skipOfPhase(volume[axis], axis);
  return loops(lengthsOf(volume, 'kernel'), 'k', [tap, ...seeing, channels].join('\n'), skip);
}

/** Leaves out a tap that sees no cell of the phase. */
function skipOfPhase({ stride, padBefore, dilation }: Axis, axis: AxisName): string {
  if (stride === 1) return '';
  return `if ((phase${axis} + ${padBefore} - k${axis} * ${dilation}) % ${stride} != 0) { continue; }`;
}

/** Declares from which position the tap sees the cell of a column. The division has no remainder. */
function seeingPosition({ volume }: ConvPlan, name: number): string {
  const variables = axisNames.map((axis) => {
    const { stride, padBefore, dilation } = volume[axis];
    return `let o${axis}${name} = (i${axis}${name} + ${padBefore} - k${axis} * ${dilation}) / ${stride};`;
  });
  const position = `let position${name} = x${name} + ${flat(lengthsOf(volume, 'output'), 'o', name)};`;
  return [...variables, position].join('\n');
}

/** Whether that position is one; where not, as in `conv.ts`, some number is read. */
function isPosition({ volume }: ConvPlan, name: number): string {
  const edges = axisNames.filter((axis) => isSeenFromOutside(volume[axis]));
  return all(edges.map((axis) => isWithin(`o${axis}${name}`, volume[axis].output)));
}

/** Whether some phases have a cell less than others. */
function hasShortPhase({ input, stride }: Axis): boolean {
  return input > stride && input % stride !== 0;
}

/** Whether a tap would see some cell from a position that is not there. */
function isSeenFromOutside({ input, output, kernel, stride, dilation, padBefore }: Axis): boolean {
  return padBefore < (kernel - 1) * dilation || input - 1 + padBefore >= output * stride;
}
