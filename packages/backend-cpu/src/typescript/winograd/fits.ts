import type { Axis, Geometry } from '@gemmule/core';
import { panelCapacity, panelLanes } from '../gemm/micro-kernel.ts';
import { cells, endOutput, firstOutput } from '../volume.ts';
import type { Filtering, GradientFiltering } from './filtering.ts';
import { stride1 } from './stride-1.ts';
import { stride2Transposed } from './stride-2-transposed.ts';
import { stride2 } from './stride-2.ts';
import type { Plane } from './tiling.ts';

/** How a convolution goes by Winograd's method. */
export interface Fit<F extends Filtering = Filtering> {
  readonly filtering: F;
  /** The planes that are filtered and those that come out, from where the first tile lies on. */
  readonly inputPlane: Plane;
  readonly outputPlane: Plane;
}

/** How Winograd's method computes a convolution, or undefined where it does not, or not with fewer products. */
export function fitConv(
  geometry: Geometry,
  batch: number,
  inputs: number,
  outputs: number,
): Fit<GradientFiltering> | undefined {
  const [height, width] = geometry;
  if (height === undefined || width === undefined || !geometryFits(geometry)) return undefined;
  const fit = {
    filtering: height.stride === 1 ? stride1 : stride2,
    inputPlane: { height: height.input, width: width.input, top: -height.padBefore, left: -width.padBefore },
    outputPlane: { height: height.output, width: width.output, top: 0, left: 0 },
  };
  return pays(fit, geometry, batch, inputs, outputs) ? fit : undefined;
}

/** The same for a transposed convolution, whose `geometry` names the convolution. Its taps are to be read in reverse. */
export function fitConvTranspose(geometry: Geometry, batch: number, inputs: number, outputs: number): Fit | undefined {
  const [height, width] = geometry;
  if (height === undefined || width === undefined || !geometryFits(geometry)) return undefined;
  // With stride 1 it is a convolution too.
  if (height.stride === 1) return fitConv(mirror(geometry), batch, inputs, outputs);
  const [rows, columns] = [transposedOrigin(height), transposedOrigin(width)];
  const fit = {
    filtering: stride2Transposed,
    inputPlane: { height: height.output, width: width.output, top: rows.input, left: columns.input },
    outputPlane: { height: height.input, width: width.input, top: rows.output, left: columns.output },
  };
  return pays(fit, geometry, batch, inputs, outputs) ? fit : undefined;
}

/** Where the first tile lies: an output that the middle tap reaches, so one before the first where the padding is even. */
function transposedOrigin({ padBefore }: Axis): { input: number; output: number } {
  const output = (padBefore % 2) - 1;
  return { input: (output + padBefore - 1) / 2, output };
}

/** With stride 1 a transposed convolution is a convolution with the taps in reverse: the geometry of that one. */
export function mirror(geometry: Geometry): Geometry {
  return geometry.map((axis) => {
    const pad = { padBefore: axis.kernel - 1 - axis.padBefore, padAfter: axis.kernel - 1 - axis.padAfter };
    return { ...axis, input: axis.output, output: axis.input, ...pad };
  });
}

function geometryFits(geometry: Geometry): boolean {
  const [height, width] = geometry;
  return geometry.length === 2 && height!.stride === width!.stride && geometry.every(axisFits);
}

/**
 * 3 taps with stride 1 or 2, and no output position and no tap that sees nothing but padding: its result would have to be
 * 0, but might come out as the rounding error of its neighbours.
 */
function axisFits(axis: Axis): boolean {
  const { input, output, kernel, stride, dilation, padBefore } = axis;
  if (kernel !== 3 || stride > 2 || dilation !== 1) return false;
  if (padBefore < 0 || padBefore > 2 || (output - 1) * stride - padBefore >= input) return false;
  return [0, 1, 2].every((tap) => firstOutput(axis, tap) < endOutput(axis, tap));
}

/** Whether there are fewer products to compute than the definition has, and room for them. */
function pays(fit: Fit, geometry: Geometry, batch: number, inputs: number, outputs: number): boolean {
  const { filtering, outputPlane } = fit;
  if (batch === 0 || inputs < 2 || outputs < 2) return false;
  const columns = Math.ceil((outputPlane.width - outputPlane.left) / filtering.outputTile);
  const tiles = Math.ceil((outputPlane.height - outputPlane.top) / filtering.outputTile) * columns;
  // The last panel of tiles may be half empty.
  const lanes = Math.ceil((batch * tiles) / panelLanes) * panelLanes;
  const definition = 9 * batch * cells(geometry, 'output');
  return filtering.frequencies * lanes < definition && rowFits(filtering, columns, inputs, outputs);
}

/** Whether the shared panels have room for a row of transformed tiles and its weights, or for its two gradients. */
function rowFits({ frequencies }: Filtering, columns: number, inputs: number, outputs: number): boolean {
  const forward = (inputs + 1) * (columns + 2 * panelLanes);
  const gradient = (columns + 1) * (inputs + outputs + 2 * panelLanes);
  return frequencies * Math.max(forward, gradient) <= panelCapacity;
}

/**
 * Whether all elements are finite. An infinity would turn into NaN all over its tile, where the definition confines it to
 * the positions that see it.
 */
export function allFinite(data: Float32Array, from: number, length: number): boolean {
  let zero = 0;
  for (let i = from; i < from + length; i++) {
    const value = data[i]!;
    zero += value - value;
  }
  return zero === 0;
}
