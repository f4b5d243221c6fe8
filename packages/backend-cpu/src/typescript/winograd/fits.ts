import type { Axis, Geometry } from '@gemmule/core';
import { panelCapacity, panelLanes } from '../gemm/micro-kernel.ts';
import { cells } from '../volume.ts';
import { frequencies, outputTile } from './transforms.ts';

/** Whether Winograd's method can compute a convolution, and with fewer products than the definition has. */
export function winogradFits(geometry: Geometry, batch: number, inputs: number, outputs: number): boolean {
  const [height, width] = geometry;
  if (height === undefined || width === undefined || geometry.length !== 2) return false;
  if (!axisFits(height) || !axisFits(width) || batch === 0 || inputs < 2 || outputs < 2) return false;
  const columns = Math.ceil(width.output / outputTile);
  const tiles = Math.ceil(height.output / outputTile) * columns;
  return frequencies * tiles < 9 * cells(geometry, 'output') && rowFits(columns, inputs, outputs);
}

/** Whether the shared panels have room for a row of transformed tiles and its weights, or for its two gradients. */
function rowFits(columns: number, inputs: number, outputs: number): boolean {
  const forward = (inputs + 1) * (columns + 2 * panelLanes);
  const gradient = (columns + 1) * (inputs + outputs + 2 * panelLanes);
  return frequencies * Math.max(forward, gradient) <= panelCapacity;
}

/**
 * 3 taps with stride 1, and no output position and no tap that sees nothing but padding: its result would have to be 0, but
 * might come out as the rounding error of its neighbours.
 */
function axisFits({ input, output, kernel, stride, dilation, padBefore }: Axis): boolean {
  if (kernel !== 3 || stride !== 1 || dilation !== 1) return false;
  if (padBefore < 0 || padBefore > 2 || output - 1 - padBefore >= input) return false;
  return padBefore < output && 2 - padBefore < input;
}

/** With stride 1 a transposed convolution is a convolution with the taps in reverse: the geometry of that one. */
export function mirror(geometry: Geometry): Geometry {
  return geometry.map((axis) => {
    const pad = { padBefore: axis.kernel - 1 - axis.padBefore, padAfter: axis.kernel - 1 - axis.padAfter };
    return { ...axis, input: axis.output, output: axis.input, ...pad };
  });
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
