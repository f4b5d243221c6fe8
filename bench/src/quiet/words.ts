/* Words of memory that the threads of a `Machine` share, a cache line apart. */

/** Counts how often the helpers were asked. */
export const startWord = 0;
/** Helpers that are done. */
export const doneWord = 16;
export const words = 32;

export interface HelperStart {
  readonly shared: Int32Array;
  readonly repeats: number;
}
