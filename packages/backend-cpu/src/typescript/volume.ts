import type { Axis, Geometry } from '@gemmule/core';

/** A geometry as three axes: the ones it lacks, outermost first, have length 1. One loop nest serves 1-D to 3-D. */
export interface Volume {
  readonly depth: Axis;
  readonly height: Axis;
  readonly width: Axis;
}

const unitAxis: Axis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

export function asVolume(geometry: Geometry): Volume {
  const rank = geometry.length;
  return {
    depth: geometry[rank - 3] ?? unitAxis,
    height: geometry[rank - 2] ?? unitAxis,
    width: geometry[rank - 1] ?? unitAxis,
  };
}

/** Number of input cells, output positions, or taps. */
export function cells(geometry: Geometry, side: 'input' | 'output' | 'kernel'): number {
  let product = 1;
  for (const axis of geometry) product *= axis[side];
  return product;
}

/** The cell that `tap` sees at output position 0; negative inside the padding. */
export function tapOrigin(axis: Axis, tap: number): number {
  return tap * axis.dilation - axis.padBefore;
}

/** The first output position at which `tap` sees a cell of the input. At most {@link endOutput}. */
export function firstOutput(axis: Axis, tap: number): number {
  const first = Math.max(0, Math.ceil(-tapOrigin(axis, tap) / axis.stride));
  return Math.min(first, endOutput(axis, tap));
}

/** One past the last output position at which `tap` sees a cell of the input. */
export function endOutput(axis: Axis, tap: number): number {
  const end = Math.floor((axis.input - 1 - tapOrigin(axis, tap)) / axis.stride) + 1;
  return Math.max(0, Math.min(axis.output, end));
}

/** The first tap that sees a cell of the input at an output position. At most {@link endTap}. */
export function firstTap(axis: Axis, output: number): number {
  const start = output * axis.stride - axis.padBefore;
  if (start >= 0) return 0;
  return Math.min(Math.ceil(-start / axis.dilation), endTap(axis, output)) | 0;
}

/** One past the last tap that sees a cell of the input at an output position. */
export function endTap(axis: Axis, output: number): number {
  const start = output * axis.stride - axis.padBefore;
  if (start + (axis.kernel - 1) * axis.dilation < axis.input) return axis.kernel;
  return Math.max(0, Math.floor((axis.input - 1 - start) / axis.dilation) + 1) | 0;
}
