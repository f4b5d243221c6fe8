/*
 * Words of shared memory by which threads share a job. Those that different threads write lie a cache line apart.
 */

/** Counts the jobs; idle workers wait for it to change. */
export const generationWord = 0;
/** Chunks that nobody has taken yet. */
export const remainingWord = 16;
/** Chunks that are done. */
export const doneWord = 32;
/** 1 once a chunk has thrown. */
export const failedWord = 48;
/** 1 once the workers are to end. */
export const stopWord = 49;
/** Position of the kernel in the list that the workers got. */
export const kernelWord = 64;
/** Address of the first thread's scratch, and how far apart the others' are. */
export const scratchWord = 65;
export const scratchStrideWord = 66;
/** The job's own fields. */
export const jobWord = 80;

export const controlWords = 160;
