import type { DType } from '@gemmule/core';
import { product } from '../harness/geometry.ts';
import { addressOf } from './binary.ts';

export interface CopyOperands {
  readonly x: ArrayLike<number>;
  readonly xType: DType;
  readonly xOffset: number;
  readonly xStrides: readonly number[];
  readonly y: ArrayLike<number>;
  readonly yType: DType;
  readonly yOffset: number;
  readonly yStrides: readonly number[];
  readonly shape: readonly number[];
}

/** What all of `y` holds after a strided copy. float32 to int32 truncates, int32 to float32 rounds to nearest. */
export function copy({ x, xType, xOffset, xStrides, y, yType, yOffset, yStrides, shape }: CopyOperands): Float64Array {
  const result = Float64Array.from(y);
  const convert = xType === yType ? (v: number): number => v : yType === 'int32' ? Math.trunc : Math.fround;
  const count = product(shape);
  for (let i = 0; i < count; i += 1) {
    result[yOffset + addressOf(i, shape, yStrides)] = convert(x[xOffset + addressOf(i, shape, xStrides)]!);
  }
  return result;
}
