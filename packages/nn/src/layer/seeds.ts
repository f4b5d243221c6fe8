import { generator } from '@gemmule/core';

/**
 * Independent seeds from one: the first for the order of the samples, one more for each parameter, in order, and the last
 * for what layers draw while they are trained. So none of them depends on how many random numbers another one takes.
 *
 * @throws ShapeError when the seed is not a safe integer.
 */
export function splitSeed(seed: number, parameters: number): { order: number; parameters: number[]; steps: number } {
  const random = generator(seed);
  // 53 bits: the safe integers, which is what `generator` takes.
  const next = (): number => random.bits() * 2 ** 21 + (random.bits() >>> 11);
  return { order: next(), parameters: Array.from({ length: parameters }, next), steps: next() };
}
