import { type BatchSource, type Dataset, ownRange } from '@gemmule/nn';
import type { World } from '../world.ts';

/** What a process has of some data, and how the parts of all become one again. */
export interface Part {
  readonly data: Dataset | BatchSource;
  /** Samples of each of this process's batches, or of all at once; complete once the data have been gone through. */
  readonly counts: readonly number[];
  /** Puts what the processes have of each count, in the order of their ranks, into the order of the samples. */
  merge<T>(parts: readonly (readonly T[])[]): T[];
}

/**
 * This process's part: of a data set, samples that lie together; of batches, each `size`-th. The other batches are made as
 * well, since nobody can say beforehand what they would be.
 */
export function partOf(data: Dataset | BatchSource, world: World): Part {
  return 'hostBatches' in data ? partOfBatches(data, world) : partOfDataset(data, world);
}

function partOfDataset(data: Dataset, world: World): Part {
  const { start, end } = ownRange(data.length, world);
  const { inputShape, targetShape, targetType, classes } = data;
  const own: Dataset = {
    inputShape,
    targetShape,
    targetType,
    classes,
    length: end - start,
    copy: (index, inputs, targets, row) => data.copy(start + index, inputs, targets, row),
  };
  return { data: own, counts: [end - start], merge: (parts) => parts.flat() };
}

function partOfBatches(source: BatchSource, { rank, size }: World): Part {
  const counts: number[] = [];
  const own: BatchSource = {
    inputShape: source.inputShape,
    targetShape: source.targetShape,
    targetType: source.targetType,
    classes: source.classes,
    batchCount: undefined,
    shard: source.shard,
    async *hostBatches(epoch, options) {
      let index = 0;
      for await (const batch of source.hostBatches(epoch, options)) {
        if (index % size === rank) {
          counts.push(batch.count);
          yield batch;
        }
        index += 1;
      }
    },
  };
  return {
    data: own,
    counts,
    merge(parts) {
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      return Array.from({ length }, (_, i) => parts[i % size]![Math.floor(i / size)]!);
    },
  };
}
