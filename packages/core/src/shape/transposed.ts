/** The geometry of transposed convolution: which of the sizes that a convolution takes to the input is the output. */
import { ShapeError } from '../errors.ts';
import { extentOf, modeAxis } from './axis.ts';
import type { Axis, Geometry } from './geometry.ts';
import { padsPerAxis } from './padding.ts';
import { AXIS_NAMES } from './rank.ts';
import { nonNegativePerAxis, type PerAxis, positivePerAxis } from './rule.ts';
import { assertNonEmptyAxis, type Site, type WindowOptions } from './window.ts';

/** A stride leaves open how long the output was. */
export interface Placement {
  /** Cells added at the end of each axis of the output. */
  readonly outputPadding?: PerAxis;
  /** The lengths of the output's axes, instead. */
  readonly outputSize?: PerAxis | undefined;
}

/**
 * The geometry of the convolution that is transposed, checked: `axis.output` are the given lengths, `axis.input` those of the
 * result. With padding 'same' that is `length * stride`.
 */
export function transposedGeometry(
  site: Site,
  lengths: readonly number[],
  options: WindowOptions & Placement,
): Geometry {
  const { kernel, stride = 1, padding = 0, dilation = 1, outputPadding = 0, outputSize } = options;
  const { operation } = site;
  const axes = lengths.length;
  const kernels = positivePerAxis(operation, 'kernel', kernel, axes);
  const strides = positivePerAxis(operation, 'stride', stride, axes);
  const dilations = positivePerAxis(operation, 'dilation', dilation, axes);
  const extras = nonNegativePerAxis(operation, 'outputPadding', outputPadding, axes);
  const pads = padsPerAxis(operation, padding, axes);
  const sizes = outputSize === undefined ? [] : positivePerAxis(operation, 'outputSize', outputSize, axes);
  return lengths.map((length, i) => {
    const name = AXIS_NAMES[axes]![i]!;
    const window = { kernel: kernels[i]!, stride: strides[i]!, dilation: dilations[i]! };
    const padding = typeof pads === 'string' ? pads : pads[i]!;
    assertNonEmptyAxis(site, name, length);
    const size = sizes[i];
    if (size === undefined) return transposedAxis(site, name, length, window, padding, extras[i]!);
    assertNoExtra(site, extras[i]!);
    return sizedAxis(site, name, length, window, padding, size);
  });
}

type Taps = Pick<Axis, 'kernel' | 'stride' | 'dilation'>;
type AxisPads = readonly [number, number] | 'same' | 'causal';

function transposedAxis(site: Site, name: string, length: number, window: Taps, pads: AxisPads, extra: number): Axis {
  const { stride, dilation } = window;
  if (extra > 0 && extra >= stride && extra >= dilation) {
    throw new ShapeError(
      `${site.operation}: outputPadding ${extra} must be smaller than stride ${stride} or dilation ${dilation} ` +
        `(${site.operands()})`,
    );
  }
  if (typeof pads === 'string') {
    if (extra === 0) return modeAxis({ input: length * stride, ...window }, pads);
    throw new ShapeError(
      `${site.operation}: outputPadding must be 0 with padding '${pads}', got ${extra} (${site.operands()})`,
    );
  }
  const [padBefore, padAfter] = pads;
  const full = fullSize(length, window) + extra;
  if (padBefore + padAfter >= full) {
    throw new ShapeError(
      `${site.operation}: padding takes all ${full} cells of the output ${name} (${site.operands()})`,
    );
  }
  return { input: full - padBefore - padAfter, output: length, ...window, padBefore, padAfter };
}

/** The axis whose output is to have `size` cells. */
function sizedAxis(site: Site, name: string, length: number, window: Taps, pads: AxisPads, size: number): Axis {
  const { stride, dilation } = window;
  if (typeof pads === 'string') {
    assertSize(site, name, size, (length - 1) * stride + 1, length * stride);
    return modeAxis({ input: size, ...window }, pads);
  }
  const [padBefore, padAfter] = pads;
  const smallest = fullSize(length, window) - padBefore - padAfter;
  assertSize(site, name, size, Math.max(smallest, 1), Math.max(smallest + Math.max(stride, dilation) - 1, 1));
  return { input: size, output: length, ...window, padBefore, padAfter };
}

/** `(input - 1) * stride + extent`: the output before padding is taken off. */
function fullSize(length: number, { kernel, stride, dilation }: Taps): number {
  return (length - 1) * stride + extentOf(kernel, dilation);
}

function assertSize(site: Site, name: string, size: number, low: number, high: number): void {
  if (size >= low && size <= high) return;
  throw new ShapeError(
    `${site.operation}: outputSize ${size} must be from ${low} to ${high} in the output ${name} (${site.operands()})`,
  );
}

function assertNoExtra(site: Site, extra: number): void {
  if (extra === 0) return;
  throw new ShapeError(`${site.operation}: outputSize and outputPadding exclude each other (${site.operands()})`);
}
