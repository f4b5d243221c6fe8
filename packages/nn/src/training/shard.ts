/** One of several processes that share each batch. */
export interface Shard {
  /** `0 … size - 1`. */
  readonly rank: number;
  /** Number of processes. */
  readonly size: number;
}

/**
 * The part of `count` samples that is a process's own: parts lie one behind the other, in the order of the ranks, and differ
 * by one sample at most. Where there are fewer samples than processes, some are empty.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * ownRange(10, { rank: 1, size: 3 });   // { start: 3, end: 6 }
 * ```
 */
export function ownRange(count: number, { rank, size }: Shard): { readonly start: number; readonly end: number } {
  return { start: Math.floor((count * rank) / size), end: Math.floor((count * (rank + 1)) / size) };
}
