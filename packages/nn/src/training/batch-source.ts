import { assertPositive, type DType, generator, type HostArray, type Shape, ShapeError } from '@gemmule/core';
import { splitSeed } from '../layer/seeds.ts';
import { BatchGatherer } from './batches.ts';
import type { Dataset } from './dataset.ts';
import { ownRange, type Shard } from './shard.ts';

/** Some samples in row-major host arrays, which hold them until the next batch is asked for. */
export interface HostBatch<D extends DType = DType> {
  /** Number of samples. */
  readonly count: number;
  /** `count` inputs, one after the other. */
  readonly inputs: Float32Array;
  /** `[N, ...targetShape]`, row-major. */
  readonly targets: HostArray[D];
  /**
   * Where processes share each batch and there are more of them than samples: these are another one's, and count for nothing.
   * They are there so that all processes do the same.
   */
  readonly isFiller?: boolean | undefined;
}

/**
 * Samples that come in batches, in an order of their own: from a file, a stream, an augmentation. Any object with these
 * members will do; the loaders of `@gemmule/data` are such objects.
 */
export interface BatchSource<D extends DType = DType, S extends Shape = Shape, T extends Shape = Shape> {
  /** Of one sample: `[1, 28, 28]`. */
  readonly inputShape: S;
  /** Of one target: `[]` for a label. */
  readonly targetShape: T;
  /** `'int32'` for labels, `'float32'` for numbers. */
  readonly targetType: D;
  /** For labels: how many classes there are. All labels must be in `0 … classes - 1`. */
  readonly classes?: number | undefined;
  /** In an epoch; undefined where that is known only when they are over. */
  readonly batchCount: number | undefined;
  /** Where processes share each batch: whose part comes out. Without it, the whole. */
  readonly shard?: Shard | undefined;
  /**
   * The batches of an epoch, which count from 1. Who stops asking for more ends whatever makes them; once the signal is
   * given, asking is an error, its reason.
   */
  hostBatches(epoch: number, options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<HostBatch<D>>;
}

/** How a data set is cut into batches. */
export interface BatchOptions {
  readonly batch?: number | undefined;
  readonly dropLast?: boolean | undefined;
  readonly shuffle?: boolean | undefined;
}

/** @throws ShapeError for options of batches where the data are batches. */
export function isBatchSource<D extends DType>(
  operation: string,
  data: Dataset<D> | BatchSource<D>,
  options: BatchOptions,
): data is BatchSource<D> {
  if (!('hostBatches' in data)) return false;
  for (const key of ['batch', 'dropLast', 'shuffle'] as const) {
    if (options[key] === undefined) continue;
    throw new ShapeError(`${operation}: the data come in batches; ${key} is for whoever makes these`);
  }
  return true;
}

/**
 * A data set in batches, for training: each epoch in an order of its own.
 *
 * @throws ShapeError when there are not enough samples, or an option is out of range.
 */
export function trainingBatches(
  data: Dataset,
  options: BatchOptions & { readonly seed: number; readonly shard?: Shard | undefined },
): BatchSource {
  const { batch = 32, dropLast = false, shuffle = true, seed, shard } = options;
  assertPositive('train', 'batch', batch);
  if (data.length === 0) throw new ShapeError('train: the data set has no samples');
  const used = dropLast ? data.length - (data.length % batch) : data.length;
  if (used === 0) {
    throw new ShapeError(
      `train: ${data.length} samples do not fill a batch of ${batch}; make it smaller or leave out dropLast`,
    );
  }
  const seedOfOrder = splitSeed(seed, 0).order;
  // An epoch's order does not depend on those before it, so a training can begin with any.
  const orderOf = (epoch: number): Uint32Array => generator(seedOfOrder, [0, epoch]).shuffle(countUp(data.length));
  return inBatches(data, { batch, used, shard, orderOf: shuffle ? orderOf : () => countUp(data.length) });
}

/**
 * The batches as they come, or a data set in batches, in order.
 *
 * @throws ShapeError when `batch` is out of range, or given where the data are batches; for batches of which others have a share.
 */
export function evaluationBatches(
  operation: string,
  data: Dataset | BatchSource,
  batch: number | undefined,
): BatchSource {
  if (isBatchSource(operation, data, { batch })) {
    const { rank, size } = data.shard ?? { rank: 0, size: 1 };
    if (size === 1) return data;
    throw new ShapeError(`${operation}: the batches are only share ${rank} of ${size}; give whole ones`);
  }
  assertPositive(operation, 'batch', batch ?? 64);
  return orderedBatches(data, batch ?? 64);
}

function orderedBatches(data: Dataset, batch: number): BatchSource {
  return inBatches(data, { batch, used: data.length, orderOf: () => countUp(data.length) });
}

interface Cut {
  readonly batch: number;
  /** How many samples of each epoch's order are used. */
  readonly used: number;
  readonly orderOf: (epoch: number) => Uint32Array;
  readonly shard?: Shard | undefined;
}

function inBatches(data: Dataset, { batch, used, orderOf, shard = { rank: 0, size: 1 } }: Cut): BatchSource {
  const { inputShape, targetShape, targetType, classes } = data;
  const gatherer = new BatchGatherer(data, Math.ceil(Math.min(batch, used) / shard.size));
  return {
    inputShape,
    targetShape,
    targetType,
    classes,
    batchCount: Math.ceil(used / batch),
    shard,
    async *hostBatches(epoch) {
      const order = orderOf(epoch);
      for (let first = 0; first < used; first += batch) {
        const whole = order.subarray(first, Math.min(first + batch, used));
        const { start, end } = ownRange(whole.length, shard);
        if (start < end) yield gatherer.gather(whole.subarray(start, end));
        else yield { ...gatherer.gather(whole.subarray(0, 1)), isFiller: true };
      }
    },
  };
}

function countUp(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => i);
}
