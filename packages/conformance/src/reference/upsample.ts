import { build, type ExpectedArray, type NdArray } from './array.ts';
import { boundedSums } from '../tolerance.ts';

export type UpsampleMode = 'nearest' | 'linear' | 'linear alignCorners';

/** The cells of one axis that a cell of the output is made of, and their weights. */
function sharesOf(i: number, input: number, output: number, mode: UpsampleMode): [cell: number, weight: number][] {
  if (mode === 'nearest') return [[Math.floor((i * input) / output), 1]];
  const corners = output === 1 ? 0 : (i * (input - 1)) / (output - 1);
  const place = mode === 'linear' ? Math.max(0, (input / output) * (i + 0.5) - 0.5) : corners;
  const first = Math.min(input - 1, Math.floor(place));
  return [
    [first, 1 - (place - first)],
    [Math.min(input - 1, first + 1), place - first],
  ];
}

/** All corners around a place at once: the weight of each is the product over the axes. */
export function upsample(x: NdArray, size: readonly number[], mode: UpsampleMode): ExpectedArray {
  const [batch, channels, ...lengths] = x.shape as [number, number, ...number[]];
  const shape = [batch, channels, ...size];
  const strides = lengths.map((_, axis) => lengths.slice(axis + 1).reduce((a, b) => a * b, 1));
  const area = lengths.reduce((a, b) => a * b, 1);
  const sum = (magnitude: boolean) =>
    build(shape, ([n = 0, c = 0, ...place]) => {
      let corners: [offset: number, weight: number][] = [[(n * channels + c) * area, 1]];
      lengths.forEach((length, axis) => {
        const shares = sharesOf(place[axis]!, length, size[axis]!, mode);
        corners = corners.flatMap(([offset, weight]) =>
          shares.map(([cell, share]): [number, number] => [offset + cell * strides[axis]!, weight * share]),
        );
      });
      return corners.reduce((total, [offset, weight]) => {
        const term = weight * x.data[offset]!;
        return total + (magnitude ? Math.abs(term) : term);
      }, 0);
    }).data as Float64Array;
  const [values, magnitudes] = [sum(false), sum(true)];
  if (mode === 'nearest') return { shape, values, bounds: new Float64Array(values.length) };
  // Along each axis: a weight that is rounded, and its rounded complement, a product and a sum.
  return { shape, ...boundedSums({ values, magnitudes, terms: 4 * lengths.length }) };
}
