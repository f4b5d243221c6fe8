import type { Tensor } from '@gemmule/core';
import { MpiError } from '../mpi-error.ts';
import type { World } from '../world.ts';

/** All numbers of some tensors, one behind the other on shared memory. */
async function numbersOf(tensors: readonly Tensor[]): Promise<Float32Array> {
  const length = tensors.reduce((sum, { size }) => sum + size, 0);
  const numbers = new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
  const parts = await Promise.all(tensors.map((tensor) => tensor.data()));
  let start = 0;
  for (const part of parts) {
    numbers.set(part, start);
    start += part.length;
  }
  return numbers;
}

function write(tensors: readonly Tensor[], numbers: Float32Array): void {
  let start = 0;
  for (const tensor of tensors) tensor.write(numbers.slice(start, (start += tensor.size)));
}

/** Gives tensors the numbers that they have in rank 0. */
export async function takeFromFirst(world: World, tensors: readonly Tensor[]): Promise<void> {
  write(tensors, await world.broadcast(await numbersOf(tensors)));
}

/** Gives tensors the mean of their numbers in all processes. */
export async function average(world: World, tensors: readonly Tensor[]): Promise<void> {
  if (tensors.length === 0) return;
  const sums = await world.allReduce(await numbersOf(tensors));
  write(
    tensors,
    sums.map((sum) => sum / world.size),
  );
}

/**
 * Compares numbers of which all processes should have the same bits.
 *
 * @throws MpiError in all of them, with the ranks that differ from rank 0.
 */
export async function assertSameNumbers(world: World, tensors: readonly Tensor[]): Promise<void> {
  const hashes = await world.allGather(Int32Array.of(hash(await numbersOf(tensors))));
  const others = hashes.flatMap(([value], rank) => (value === hashes[0]![0] ? [] : [rank]));
  if (others.length === 0) return;
  throw new MpiError(
    `mpi: the weights in ranks ${others.join(', ')} are no longer those of rank 0: ` +
      'were they changed outside of the optimiser, or do the machines compute differently?',
  );
}

/** FNV-1a over words of 32 bits. */
function hash(numbers: Float32Array): number {
  const words = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  let value = 0x811c9dc5 | 0;
  for (const word of words) value = Math.imul(value ^ word, 0x01000193);
  return value;
}
