import type { Copy, Fill } from '@gemmule/core';
import type { MineBuffer } from './storage.ts';
import { addresses } from './strides.ts';

/** Transposes, slices, concatenations and paddings: all of them are this one kernel, with other strides. */
export function copy({ x, xOffset, xStrides, y, yOffset, yStrides, shape }: Copy<MineBuffer>): void {
  const [from, to] = [x.data, y.data];
  const [fromAt, toAt] = [addresses(shape, xStrides, xOffset), addresses(shape, yStrides, yOffset)];
  // Typed arrays convert as the contract wants it: a float32 that goes into an int32 loses its fraction.
  for (let i = 0; i < toAt.length; i += 1) to[toAt[i]] = from[fromAt[i]];
}

export function fill({ y, length, value }: Fill<MineBuffer>): void {
  y.data.fill(value, 0, length);
}
