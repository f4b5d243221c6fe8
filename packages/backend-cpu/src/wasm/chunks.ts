/** Multiply-adds in the time that reading an element and writing one takes. */
export const workPerElement = 10;
/** Multiply-adds of a chunk that is worth handing out: about 20 microseconds. */
const leastWork = 5e5;
/** Chunks for each thread, so that one that is held up leaves its share to the others. */
const chunksPerThread = 4;

/** Into how many parts to cut some work, measured in multiply-adds, for a number of threads. */
export function partsOf(work: number, threads: number): number {
  if (threads === 1) return 1;
  return Math.max(1, Math.min(chunksPerThread * threads, Math.floor(work / leastWork)));
}

/** Cuts a length into as few parts as `longest` allows, of about equal length, a multiple of `multiple`. */
export function chunkLength(length: number, longest: number, multiple: number): number {
  const parts = Math.max(1, Math.ceil(length / longest));
  return Math.max(multiple, Math.ceil(length / parts / multiple) * multiple);
}
