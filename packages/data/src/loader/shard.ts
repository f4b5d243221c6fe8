import { ShapeError } from '@gemmule/core';
import type { Slot } from './host-batch.ts';

/** One of several processes that share each batch; the world of `@gemmule/mpi` is one. */
export interface Shard {
  /** `0 … size - 1`. */
  readonly rank: number;
  /** Number of processes. */
  readonly size: number;
}

export const WHOLE: Shard = { rank: 0, size: 1 };

/** @throws ShapeError for a rank that is none. */
export function assertShard({ rank, size }: Shard): void {
  if (Number.isSafeInteger(size) && Number.isSafeInteger(rank) && rank >= 0 && rank < size) return;
  throw new ShapeError(`loader: shard must have a rank of 0 … size - 1, got rank ${rank} of size ${size}`);
}

/** Which samples of a batch a process gets. */
export interface Share {
  readonly start: number;
  readonly end: number;
  /** There are more processes than samples: this one gets the first, and is to count it for nothing. */
  readonly isFiller: boolean;
}

/** Parts lie one behind the other, in the order of the ranks, and differ by one sample at most. */
export function shareOf(count: number, { rank, size }: Shard): Share {
  const start = Math.floor((count * rank) / size);
  const end = Math.floor((count * (rank + 1)) / size);
  return start < end ? { start, end, isFiller: false } : { start: 0, end: 1, isFiller: true };
}

/** Leaves a process's share of the samples in a slot. */
export function keepShare(slot: Slot, shard: Shard): Slot {
  const { start, end, isFiller } = shareOf(slot.count, shard);
  const { raw, targets, indices } = slot;
  const rows = indices.length;
  for (const values of [raw, targets, indices]) {
    const size = values.length / rows;
    values.copyWithin(0, start * size, end * size);
  }
  slot.count = end - start;
  slot.isFiller = isFiller;
  return slot;
}
