import { assertBoolean, assertPositive, generator, ShapeError, sizeOf } from '@gemmule/core';
import type { AsyncDataset, Dataset, StreamDataset } from '../dataset/dataset.ts';
import { compose } from '../transforms/compose.ts';
import { type Transform, transformedShape } from '../transforms/transform.ts';
import { fill, type FillPlan } from './fill.ts';
import type { HostBatch, Slot } from './host-batch.ts';
import type { LoaderOptions } from './loader.ts';
import { prefetch } from './prefetch.ts';
import { assertShard, type Shard, WHOLE } from './shard.ts';

type Data = Dataset | AsyncDataset | StreamDataset;

/** What a loader does before there are tensors. */
export class HostLoader {
  /** Of the inputs after the transforms. */
  readonly inputShape: readonly number[];
  readonly batchCount: number | undefined;
  readonly shard: Shard;
  readonly #plan: FillPlan;
  readonly #ahead: number;
  readonly #transform: Transform | undefined;
  /** Slots that nobody uses: after the first epochs there are enough. */
  readonly #free: Slot[] = [];

  constructor(data: Data, options: LoaderOptions<readonly Transform[]>) {
    const { transforms = [], prefetch: ahead = 2 } = options;
    if (!Number.isSafeInteger(ahead) || ahead < 0) {
      throw new ShapeError(`loader: prefetch must be a non-negative integer, got ${ahead}`);
    }
    this.#ahead = ahead;
    this.#plan = { data, ...planOf(data, options), take: () => this.#take() };
    this.batchCount = countBatches(this.#plan);
    this.shard = this.#plan.shard;
    const shape = data.inputShape as readonly number[];
    this.#transform = transforms.length === 0 ? undefined : compose(...transforms);
    this.inputShape = this.#transform === undefined ? shape : transformedShape(this.#transform, shape);
  }

  async *batches(epoch: number, signal: AbortSignal | undefined): AsyncGenerator<HostBatch, void> {
    assertPositive('loader', 'epoch', epoch);
    signal?.throwIfAborted();
    const inputSize = sizeOf(this.inputShape);
    const targetSize = sizeOf(this.#plan.data.targetShape as readonly number[]);
    const stop = new AbortController();
    const abort = (): void => stop.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    try {
      for await (const slot of prefetch(this.#slots(epoch, stop.signal), this.#ahead, stop)) {
        signal?.throwIfAborted();
        const { count, inputs, targets, isFiller } = slot;
        yield {
          count,
          inputs: inputs.subarray(0, count * inputSize),
          targets: targets.subarray(0, count * targetSize),
          isFiller,
        };
        this.#free.push(slot);
      }
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async *#slots(epoch: number, stop: AbortSignal): AsyncGenerator<Slot, void> {
    for await (const slot of fill(this.#plan, epoch, stop)) {
      this.#finish(slot, epoch);
      yield slot;
    }
  }

  #take(): Slot {
    const slot = this.#free.pop() ?? this.#newSlot();
    slot.count = 0;
    slot.isFiller = false;
    return slot;
  }

  #newSlot(): Slot {
    const { data, batch } = this.#plan;
    const { inputShape, targetShape, targetType } = data;
    const raw = new Float32Array(batch * sizeOf(inputShape as readonly number[]));
    const inputs = this.#transform === undefined ? raw : new Float32Array(batch * sizeOf(this.inputShape));
    const Targets = targetType === 'int32' ? Int32Array : Float32Array;
    const targets = new Targets(batch * sizeOf(targetShape as readonly number[]));
    return { raw, inputs, targets, indices: new Uint32Array(batch), count: 0, isFiller: false };
  }

  /** Checks labels, transforms inputs. */
  #finish({ raw, inputs, targets, indices, count }: Slot, epoch: number): void {
    const { data, batch, seed } = this.#plan;
    if (data.targetType === 'int32' && data.classes !== undefined) {
      assertLabels(targets, indices, (targets.length / batch) * count, data.classes);
    }
    if (this.#transform === undefined) return;
    const shape = data.inputShape as readonly number[];
    const [rawSize, size] = [raw.length / batch, inputs.length / batch];
    for (let row = 0; row < count; row++) {
      const from = raw.subarray(row * rawSize, (row + 1) * rawSize);
      const to = inputs.subarray(row * size, (row + 1) * size);
      this.#transform.apply(from, to, shape, generator(seed, [epoch, indices[row]!]));
    }
  }
}

function planOf(data: Data, options: LoaderOptions<readonly Transform[]>): Omit<FillPlan, 'data' | 'take'> {
  const { batch = 32, shuffle = true, shuffleBuffer = 1000, dropLast = false, seed = 0, shard = WHOLE } = options;
  assertPositive('loader', 'batch', batch);
  assertPositive('loader', 'shuffleBuffer', shuffleBuffer);
  assertShard(shard);
  assertBoolean('loader', 'shuffle', shuffle);
  assertBoolean('loader', 'dropLast', dropLast);
  if (!Number.isSafeInteger(seed)) throw new ShapeError(`loader: seed must be an integer, got ${seed}`);
  if (options.shuffleBuffer !== undefined && !('samples' in data)) {
    throw new ShapeError('loader: shuffleBuffer is for streams; this data set is shuffled as a whole');
  }
  if (dropLast && data.length !== undefined && data.length < batch) {
    throw new ShapeError(
      `loader: ${data.length} samples do not fill a batch of ${batch}; make it smaller or leave out dropLast`,
    );
  }
  return {
    batch: Math.min(batch, Math.max(data.length ?? batch, 1)),
    dropLast,
    shuffle: shuffle ? shuffleBuffer : 0,
    seed,
    shard: { rank: shard.rank, size: shard.size },
  };
}

function countBatches({ data, batch, dropLast }: FillPlan): number | undefined {
  if (data.length === undefined) return undefined;
  return dropLast ? Math.floor(data.length / batch) : Math.ceil(data.length / batch);
}

/** A label that is none would pass for a loss of 0. */
function assertLabels(targets: ArrayLike<number>, indices: Uint32Array, length: number, classes: number): void {
  for (let i = 0; i < length; i++) {
    const label = targets[i]!;
    if (label >= 0 && label < classes) continue;
    const sample = indices[Math.floor((i * indices.length) / targets.length)];
    throw new ShapeError(`loader: label ${label} of sample ${sample} is outside 0 … ${classes - 1}`);
  }
}
