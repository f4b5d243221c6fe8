import type { NumericArray } from './numeric-array.ts';

/**
 * The numbers of an array as a tensor takes them, each rounded to the nearest float32. An array of float32 is not copied.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const array = decodeNpy(await readFile('weights.npy'));
 * const x = tensor(toFloat32(array), array.shape);
 * ```
 */
export function toFloat32({ data }: NumericArray): Float32Array {
  if (data instanceof Float32Array) return data;
  const result = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) result[i] = Number(data[i]);
  return result;
}
