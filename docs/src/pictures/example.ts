import { tensor, type Tensor } from '@gemmule/core';

/** Dürer's magic square: every number of 1 to 16 stands in it once, so one sees where each of them went. */
export function image(): Tensor<[1, 1, 4, 4]> {
  return tensor([16, 3, 2, 13, 5, 10, 11, 8, 9, 6, 7, 12, 4, 15, 14, 1], [1, 1, 4, 4]);
}

/** Output positions of the 3x3 windows of that image, and their taps, in the order of the columns and rows. */
export const positions: readonly (readonly [number, number])[] = pairs(2);
export const taps: readonly (readonly [number, number])[] = pairs(3);

function pairs(length: number): (readonly [number, number])[] {
  return Array.from({ length: length * length }, (_, i) => [Math.floor(i / length), i % length] as const);
}

/** `(0, 1)` */
export function showPair([row, column]: readonly [number, number]): string {
  return `(${row}, ${column})`;
}
