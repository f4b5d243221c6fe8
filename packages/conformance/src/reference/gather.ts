import type { GatherSizes } from '@gemmule/core';
import type { Sums } from '../tolerance.ts';

/** For each outer and each place in its list: where the entry is picked from, if the index is one. */
function eachPick(
  { outer, size, count, perOuter }: GatherSizes,
  indices: ArrayLike<number>,
  visit: (picked: number, place: number) => void,
): void {
  for (let o = 0; o < outer; o += 1) {
    for (let k = 0; k < count; k += 1) {
      const index = indices[perOuter ? o * count + k : k]!;
      if (index >= 0 && index < size) visit(o * size + index, o * count + k);
    }
  }
}

/** `y[o, k, i] = x[o, indices[(o,) k], i]`, and 0 where there is no such entry. */
export function gather(sizes: GatherSizes, x: ArrayLike<number>, indices: ArrayLike<number>): Float64Array {
  const { outer, inner, count } = sizes;
  const y = new Float64Array(outer * count * inner);
  eachPick(sizes, indices, (picked, place) => {
    for (let i = 0; i < inner; i += 1) y[place * inner + i] = x[picked * inner + i]!;
  });
  return y;
}

/** Every entry becomes the sum of those that were picked from it. */
export function scatterAdd(sizes: GatherSizes, dy: ArrayLike<number>, indices: ArrayLike<number>): Sums {
  const { outer, size, inner, count } = sizes;
  const values = new Float64Array(outer * size * inner);
  const magnitudes = new Float64Array(values.length);
  eachPick(sizes, indices, (picked, place) => {
    for (let i = 0; i < inner; i += 1) {
      values[picked * inner + i]! += dy[place * inner + i]!;
      magnitudes[picked * inner + i]! += Math.abs(dy[place * inner + i]!);
    }
  });
  return { values, magnitudes, terms: count };
}
