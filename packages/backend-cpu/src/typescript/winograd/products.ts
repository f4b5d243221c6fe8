import { tileColumns, tileRows } from '../gemm/micro-kernel.ts';
import { mostFrequencies, mostOutputs } from './filtering.ts';

/** How far apart the frequencies lie in {@link sharedProducts}. */
export const productStride: number = tileRows * tileColumns;

const products = new Float64Array(mostFrequencies * productStride);
const result = new Float64Array(mostOutputs);

/**
 * What the micro-kernel writes and a transform then reads: `[frequency][row][column]`. It is a constant of this module so
 * that the transforms find its address and length in their machine code, like `sharedPanels`; it must stay unexported.
 */
export function sharedProducts(): Float64Array {
  return products;
}

/** What a transform of {@link sharedProducts} writes, row-major. */
export function sharedResult(): Float64Array {
  return result;
}
