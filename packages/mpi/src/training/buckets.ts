import { type Tensor, UsageError } from '@gemmule/core';
import type { Exchange } from '@gemmule/nn';
import type { World } from '../world.ts';

/** A piece of memory that is sent at once. */
interface Bucket {
  readonly values: Float32Array;
  /** How many entries it has. */
  readonly entries: number;
}

/** Where a tensor's numbers go. */
interface Entry {
  readonly bucket: Bucket;
  readonly values: Float32Array;
}

/**
 * Shared memory for the sums of tensors, fused into buckets: few large messages are faster than many small ones. Gradients of the
 * last layers come first, so the first buckets hold the last tensors, and can be sent while others are still computed (Li and
 * others, "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", 2020).
 */
export class Buckets {
  readonly #entries: Entry[] = [];
  readonly #buckets: Bucket[] = [];

  /** @param bytes how large a bucket may become; a tensor that is larger has one of its own */
  constructor(lengths: readonly number[], bytes: number) {
    const limit = Math.max(1, Math.floor(bytes / Float32Array.BYTES_PER_ELEMENT));
    const groups: number[][] = [];
    let filled = Infinity;
    for (let index = lengths.length - 1; index >= 0; index--) {
      filled += lengths[index]!;
      if (filled > limit) {
        groups.push([]);
        filled = lengths[index]!;
      }
      groups.at(-1)!.push(index);
    }
    for (const group of groups) {
      const total = group.reduce((sum, index) => sum + lengths[index]!, 0);
      const values = new Float32Array(new SharedArrayBuffer(total * Float32Array.BYTES_PER_ELEMENT));
      const bucket = { values, entries: group.length };
      this.#buckets.push(bucket);
      let start = 0;
      for (const index of group) {
        this.#entries[index] = { bucket, values: values.subarray(start, (start += lengths[index]!)) };
      }
    }
  }

  /** Begins to sum; one at a time. */
  exchange(world: World): Exchange {
    return new BucketExchange(world, this.#entries, this.#buckets);
  }
}

class BucketExchange implements Exchange {
  readonly #world: World;
  readonly #entries: readonly Entry[];
  readonly #buckets: readonly Bucket[];
  /** Entries of each bucket that are not there yet. */
  readonly #missing: Map<Bucket, number>;
  readonly #added = new Set<number>();
  /** What a device has not handed over yet. */
  readonly #reading: Promise<void>[] = [];
  readonly #sending: Promise<unknown>[] = [];

  constructor(world: World, entries: readonly Entry[], buckets: readonly Bucket[]) {
    this.#world = world;
    this.#entries = entries;
    this.#buckets = buckets;
    world.setComputing(true);
    this.#missing = new Map(buckets.map((bucket) => [bucket, bucket.entries]));
  }

  add(index: number, tensor: Tensor): void {
    if (this.#added.has(index)) throw new UsageError(`exchange: sum ${index} was added already`);
    this.#added.add(index);
    // At once where that is possible: a promise would be kept only after the pass that this is in the middle of.
    const { values } = this.#entries[index]!;
    if (tensor.backend.readSync !== undefined) {
      tensor.dataSync(values);
      this.#arrived(index);
    } else {
      this.#reading.push(
        tensor.data().then((read) => {
          values.set(read);
          this.#arrived(index);
        }),
      );
    }
  }

  async finish(): Promise<readonly Float32Array[]> {
    await Promise.all(this.#reading);
    this.#entries.forEach((entry, index) => {
      if (this.#added.has(index)) return;
      entry.values.fill(0);
      this.#arrived(index);
    });
    this.#world.setComputing(false);
    await Promise.all(this.#sending);
    return this.#entries.map(({ values }) => values);
  }

  #arrived(index: number): void {
    const { bucket } = this.#entries[index]!;
    this.#missing.set(bucket, this.#missing.get(bucket)! - 1);
    this.#sendWhatIsFull();
  }

  /** In the order of the buckets, whichever is full first: all processes have to send the same. */
  #sendWhatIsFull(): void {
    for (
      let next = this.#buckets[this.#sending.length];
      next !== undefined;
      next = this.#buckets[this.#sending.length]
    ) {
      if (this.#missing.get(next)! > 0) return;
      const sent = this.#world.allReduce(next.values);
      // `finish` waits for it; until then an error is not forgotten by anybody.
      sent.catch(() => undefined);
      this.#sending.push(sent);
    }
  }
}
