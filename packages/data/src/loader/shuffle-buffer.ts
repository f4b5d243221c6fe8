import { type DType, type Generator, type HostArray } from '@gemmule/core';
import type { Slot } from './host-batch.ts';

/** A sample of its own. */
interface Kept {
  readonly input: Float32Array;
  readonly target: HostArray[DType];
  index: number;
}

/**
 * Up to `size` samples of a stream. Each that comes takes the place of a random one, which goes; at the end the rest goes, in
 * random order. So a sample can come out as late as it likes, but earlier than it went in by less than `size` places.
 */
export class ShuffleBuffer {
  readonly #size: number;
  readonly #random: Generator;
  readonly #kept: Kept[] = [];

  constructor(size: number, random: Generator) {
    this.#size = size;
    this.#random = random;
  }

  get length(): number {
    return this.#kept.length;
  }

  /** Takes the sample in `row` of the slot, and puts another one there; false where there is room left and none is there. */
  exchange(slot: Slot, row: number): boolean {
    const [inputSize, targetSize] = [slot.raw.length / slot.indices.length, slot.targets.length / slot.indices.length];
    const [inputs, targets] = [row * inputSize, row * targetSize];
    const sample: Kept = {
      input: slot.raw.slice(inputs, inputs + inputSize),
      target: slot.targets.slice(targets, targets + targetSize),
      index: slot.indices[row]!,
    };
    if (this.#kept.length < this.#size) {
      this.#kept.push(sample);
      return false;
    }
    const place = this.#random.integer(this.#size);
    this.#put(this.#kept[place]!, slot, row);
    this.#kept[place] = sample;
    return true;
  }

  /** Puts one of the samples that are left into `row` of the slot. */
  drain(slot: Slot, row: number): void {
    const place = this.#random.integer(this.#kept.length);
    const last = this.#kept.pop()!;
    const gone = this.#kept[place] ?? last;
    if (place < this.#kept.length) this.#kept[place] = last;
    this.#put(gone, slot, row);
  }

  #put({ input, target, index }: Kept, slot: Slot, row: number): void {
    slot.raw.set(input, row * input.length);
    slot.targets.set(target, row * target.length);
    slot.indices[row] = index;
  }
}
