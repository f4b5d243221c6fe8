import type { Axis, Geometry } from '@gemmule/core';
import { packedColumnsBytes, tileColumns } from './tile.ts';

/** The axes of a convolution of one or two: height and width. */
export type PlaneAxes = readonly [Axis, Axis];

const line: Axis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

/** The two axes of a geometry with one or two; undefined with more. */
export function planeAxes([first, second, third]: Geometry): PlaneAxes | undefined {
  if (first === undefined || third !== undefined) return undefined;
  return second === undefined ? [line, first] : [first, second];
}

/** The fields of `ConvGeometry` in its order. */
export function geometryFields([height, width]: PlaneAxes): Record<string, number> {
  return {
    height: height.input,
    width: width.input,
    outHeight: height.output,
    outWidth: width.output,
    kernelHeight: height.kernel,
    kernelWidth: width.kernel,
    strideY: height.stride,
    strideX: width.stride,
    dilationY: height.dilation,
    dilationX: width.dilation,
    padTop: height.padBefore,
    padLeft: width.padBefore,
  };
}

/** Bytes of the part of the image that some neighbouring pixels see, with its padding: what `locate` fills at most. */
export function bandBytes([height, width]: PlaneAxes, inputs: number, pixels: number): number {
  const rows = Math.min(height.output, Math.ceil((pixels - 1) / width.output) + 1);
  const columns = rows === 1 ? pixels : width.output;
  const bandHeight = (rows - 1) * height.stride + (height.kernel - 1) * height.dilation + 1;
  const bandWidth = (columns - 1) * width.stride + (width.kernel - 1) * width.dilation + 1;
  return inputs * bandHeight * bandWidth * 4;
}

/** Bytes of offsets and of the packed columns of some taps, with alignment. */
export function columnsBytes(taps: number, packedTaps: number, pixels: number): number {
  return (taps + pixels + 2 * tileColumns) * 4 + 16 + packedColumnsBytes(pixels, packedTaps);
}
