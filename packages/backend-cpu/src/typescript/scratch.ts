import { BackendError } from '@gemmule/core';

/**
 * Working memory of a kernel: one array of doubles that grows to the largest size ever asked and is then reused, so that
 * a training loop allocates nothing in its steady state. Kernels run one after the other, so each may keep its own at
 * module level. The content is unspecified.
 */
export interface Scratch {
  array: Float64Array;
}

let growths = 0;

export function createScratch(): Scratch {
  return { array: new Float64Array(0) };
}

/** The scratch's array, grown to at least `length` elements. @throws BackendError when the memory is not to be had. */
export function reserve(scratch: Scratch, length: number): Float64Array {
  if (scratch.array.length < length) {
    try {
      scratch.array = new Float64Array(length);
    } catch (cause) {
      const size = Math.ceil((length * Float64Array.BYTES_PER_ELEMENT) / 2 ** 20);
      throw new BackendError(`cpu: out of memory, ${size} MiB to work in are not to be had`, { cause });
    }
    growths += 1;
  }
  return scratch.array;
}

/** How often any scratch has grown: constant in a steady state. */
export function scratchGrowths(): number {
  return growths;
}
