import { permute, type Tensor } from '@gemmule/core';

/**
 * Where the program that a file is of has the channels of an image, a sequence or a volume: `[N, H, W, C]` or `[N, C, H, W]`. Here
 * they are always in front. What has less than three dimensions is the same in both.
 */
export type DataFormat = 'channels_last' | 'channels_first';

/** For `permute`: which axis of the file's tensor each of ours is. */
export function axesHere(format: DataFormat, rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, i) => i);
  return format === 'channels_first' || rank < 3 ? axes : [0, rank - 1, ...axes.slice(1, -1)];
}

/** For `permute`: which axis of our tensor each of the file's is. */
export function axesThere(format: DataFormat, rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, i) => i);
  return format === 'channels_first' || rank < 3 ? axes : [0, ...axes.slice(2), 1];
}

/** Our tensor from one of the file's layout. It may be the same. */
export function toHere(format: DataFormat, x: Tensor<number[]>): Tensor<number[]> {
  return reordered(x, axesHere(format, x.rank));
}

/** The file's layout of our tensor. It may be the same. */
export function toThere(format: DataFormat, x: Tensor<number[]>): Tensor<number[]> {
  return reordered(x, axesThere(format, x.rank));
}

/** The dimensions of a tensor, or what there is for each of them, in the order of `axes`. */
export function pick<T>(list: readonly T[], axes: readonly number[]): T[] {
  return axes.map((axis) => list[axis]!);
}

export function shapeHere<T>(format: DataFormat, shape: readonly T[]): T[] {
  return pick(shape, axesHere(format, shape.length));
}

export function shapeThere<T>(format: DataFormat, shape: readonly T[]): T[] {
  return pick(shape, axesThere(format, shape.length));
}

/** A copy, unless the order stays. */
export function reordered(x: Tensor<number[]>, axes: readonly number[]): Tensor<number[]> {
  return axes.every((axis, i) => axis === i) ? x : permute<number[], readonly number[]>(x, axes);
}
