import type { Geometry } from '@gemmule/core';
import { inputCells, kernelCells, outputCells, threeAxes } from '../harness/geometry.ts';
import type { Sums } from '../tolerance.ts';

/** The numbers of an im2col, shapes as in the contract's `Im2col`. */
export interface ColumnSizes {
  readonly batch: number;
  readonly channels: number;
  readonly geometry: Geometry;
}

/**
 * For every column entry in row-major order, `[batch, channels, ...kernel, ...output]`, the element of `images` that it
 * shows, or -1 where the tap lies in the padding.
 */
export function columnSources({ batch, channels, geometry }: ColumnSizes): Int32Array {
  const [d, h, w] = threeAxes(geometry);
  const sources = new Int32Array(batch * channels * kernelCells(geometry) * outputCells(geometry));
  let at = 0;
  for (let plane = 0; plane < batch * channels; plane += 1) {
    for (let kd = 0; kd < d.kernel; kd += 1) {
      for (let kh = 0; kh < h.kernel; kh += 1) {
        for (let kw = 0; kw < w.kernel; kw += 1) {
          for (let od = 0; od < d.output; od += 1) {
            for (let oh = 0; oh < h.output; oh += 1) {
              for (let ow = 0; ow < w.output; ow += 1) {
                const id = od * d.stride - d.padBefore + kd * d.dilation;
                const ih = oh * h.stride - h.padBefore + kh * h.dilation;
                const iw = ow * w.stride - w.padBefore + kw * w.dilation;
                const inside = id >= 0 && id < d.input && ih >= 0 && ih < h.input && iw >= 0 && iw < w.input;
                sources[at] = inside ? ((plane * d.input + id) * h.input + ih) * w.input + iw : -1;
                at += 1;
              }
            }
          }
        }
      }
    }
  }
  return sources;
}

/** Images to columns. Nothing is computed, so nothing may be rounded. */
export function im2col(sizes: ColumnSizes, images: ArrayLike<number>): Float64Array {
  return Float64Array.from(columnSources(sizes), (source) => (source < 0 ? 0 : images[source]!));
}

/** The adjoint: every image cell sums the column entries that show it. */
export function col2im(sizes: ColumnSizes, columns: ArrayLike<number>): Sums {
  const values = new Float64Array(sizes.batch * sizes.channels * inputCells(sizes.geometry));
  const magnitudes = new Float64Array(values.length);
  columnSources(sizes).forEach((source, at) => {
    if (source < 0) return;
    values[source]! += columns[at]!;
    magnitudes[source]! += Math.abs(columns[at]!);
  });
  return { values, magnitudes, terms: kernelCells(sizes.geometry) };
}
