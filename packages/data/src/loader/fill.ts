import { type DType, generator, type Generator, ShapeError, showShape, sizeOf } from '@gemmule/core';
import type { AsyncDataset, Dataset, Sample, SampleFormat, StreamDataset } from '../dataset/dataset.ts';
import { abortable } from './abortable.ts';
import type { Slot } from './host-batch.ts';
import { iterate } from './iterate.ts';
import { keepShare, type Shard, shareOf } from './shard.ts';
import { ShuffleBuffer } from './shuffle-buffer.ts';

/** How a loader takes samples from its data. */
export interface FillPlan {
  readonly data: Dataset | AsyncDataset | StreamDataset;
  readonly batch: number;
  readonly dropLast: boolean;
  /** 0: no shuffling. For streams, how many samples to choose from; for others any number does. */
  readonly shuffle: number;
  readonly seed: number;
  readonly shard: Shard;
  /** An empty slot. */
  readonly take: () => Slot;
}

/** No sample has this index, so its stream of random numbers is free: for the order of the samples. */
const ORDER = 2 ** 32 - 1;

/** The slots of an epoch, one after the other, with samples as they come out of the data. */
export function fill(plan: FillPlan, epoch: number, stop: AbortSignal): AsyncGenerator<Slot, void> {
  const random = generator(plan.seed, [epoch, ORDER]);
  if ('samples' in plan.data) return fillFromStream(plan, plan.data, random, stop);
  return fillByIndex(plan, plan.data, random, stop);
}

async function* fillByIndex(
  { batch, dropLast, shuffle, take, shard }: FillPlan,
  data: Dataset | AsyncDataset,
  random: Generator,
  stop: AbortSignal,
): AsyncGenerator<Slot, void> {
  const order = Uint32Array.from({ length: data.length }, (_, i) => i);
  if (shuffle > 0) random.shuffle(order);
  const end = dropLast ? order.length - (order.length % batch) : order.length;
  for (let start = 0; start < end; start += batch) {
    stop.throwIfAborted();
    const slot = take();
    const share = shareOf(Math.min(batch, end - start), shard);
    slot.count = share.end - share.start;
    slot.isFiller = share.isFiller;
    slot.indices.set(order.subarray(start + share.start, start + share.end));
    if ('copy' in data) {
      for (let row = 0; row < slot.count; row++) data.copy(slot.indices[row]!, slot.raw, slot.targets, row);
    } else {
      const rows = Array.from(slot.indices.subarray(0, slot.count), (index, row) =>
        data.load(index, slot.raw, slot.targets, row),
      );
      await abortable(Promise.all(rows), stop);
    }
    yield slot;
  }
}

async function* fillFromStream(
  { batch, dropLast, shuffle, take, shard }: FillPlan,
  data: StreamDataset,
  random: Generator,
  stop: AbortSignal,
): AsyncGenerator<Slot, void> {
  const put = writer(data);
  const buffer = new ShuffleBuffer(shuffle, random);
  let slot: Slot | undefined;
  let index = 0;
  for await (const sample of iterate(data.samples(), stop)) {
    slot ??= take();
    put(sample, index, slot);
    index += 1;
    if (shuffle > 0 && !buffer.exchange(slot, slot.count)) continue;
    slot.count += 1;
    if (slot.count < batch) continue;
    yield keepShare(slot, shard);
    slot = undefined;
  }
  if (data.length !== undefined && data.length !== index) {
    throw new ShapeError(`loader: the stream gave ${index} samples, but its length is ${data.length}`);
  }
  while (buffer.length > 0) {
    slot ??= take();
    buffer.drain(slot, slot.count);
    slot.count += 1;
    if (slot.count < batch) continue;
    yield keepShare(slot, shard);
    slot = undefined;
  }
  if (slot !== undefined && slot.count > 0 && !dropLast) yield keepShare(slot, shard);
}

/** Writes a sample behind those that a slot has. */
function writer(data: SampleFormat): (sample: Sample, index: number, slot: Slot) => void {
  const inputShape = data.inputShape as readonly number[];
  const targetShape = data.targetShape as readonly number[];
  const [inputSize, targetSize] = [sizeOf(inputShape), sizeOf(targetShape)];
  function check(what: string, length: number, size: number, shape: readonly number[], index: number): void {
    if (length === size) return;
    throw new ShapeError(`loader: sample ${index} has ${length} numbers as ${what}, not ${size} (${showShape(shape)})`);
  }
  return ({ input, target }, index, slot) => {
    const targets: ArrayLike<number> = typeof target === 'number' ? [target] : target;
    check('input', input.length, inputSize, inputShape, index);
    check('target', targets.length, targetSize, targetShape, index);
    assertIntegers(data.targetType, targets, index);
    slot.raw.set(input, slot.count * inputSize);
    slot.targets.set(targets, slot.count * targetSize);
    slot.indices[slot.count] = index;
  };
}

/** An Int32Array would cut the fraction off, and say nothing. */
function assertIntegers(type: DType, targets: ArrayLike<number>, index: number): void {
  if (type !== 'int32') return;
  for (let i = 0; i < targets.length; i++) {
    if ((targets[i]! | 0) === targets[i]) continue;
    throw new ShapeError(`loader: the target of sample ${index} is ${targets[i]}, not an int32`);
  }
}
