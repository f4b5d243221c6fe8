import { ShapeError } from '../errors.ts';
import { type Block, philox } from './philox.ts';

/** A stream of random numbers. The same seed gives the same numbers on every backend and every machine. */
export interface Generator {
  /** An unsigned 32-bit integer. */
  readonly bits: () => number;
  /** A number in `[0, 1)` with 24 random bits, exact in float32. */
  readonly uniform: () => number;
  /** From the normal distribution of mean 0 and variance 1 (Box and Muller, 1958). */
  readonly normal: () => number;
  /** An integer in `0 … limit - 1`, without bias. */
  readonly integer: (limit: number) => number;
  /** Reorders in place, every order equally likely (Fisher and Yates). */
  readonly shuffle: <T extends { [index: number]: unknown; readonly length: number }>(items: T) => T;
}

/**
 * A generator (Philox4x32-10) for a seed, and for one of the 2^64 streams of that seed, which are independent of each other.
 * So the numbers for one sample of one epoch need not depend on how many another one took.
 *
 * @param seed a safe integer
 * @param stream two integers from 0 to 2^32 - 1
 * @throws ShapeError when the seed is not a safe integer, or the stream not two such integers.
 * @example
 * ```ts
 * const random = generator(1);
 * const weights = Float32Array.from({ length: 9 }, () => random.normal());
 * const ofSample = generator(1, [3, 128]);   // of epoch 3, sample 128: the same whatever else was drawn
 * ```
 */
export function generator(seed: number, stream: readonly [number, number] = [0, 0]): Generator {
  if (!Number.isSafeInteger(seed)) throw new ShapeError(`generator: seed must be an integer, got ${seed}`);
  const [high, low] = stream;
  if (high >>> 0 !== high || low >>> 0 !== low) {
    throw new ShapeError(`generator: stream must be two integers from 0 to 2^32 - 1, got [${high}, ${low}]`);
  }
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0] as const;
  let counter = 0;
  let block: Block = [0, 0, 0, 0];
  let used = 4;
  let spare: number | undefined;

  function bits(): number {
    if (used === 4) {
      block = philox([counter >>> 0, Math.floor(counter / 2 ** 32), high, low], key);
      counter += 1;
      used = 0;
    }
    return block[used++] ?? 0;
  }

  const uniform = (): number => (bits() >>> 8) / 2 ** 24;

  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // 1 - u lies in (0, 1]: the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  function integer(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) {
      throw new ShapeError(`integer: limit must be an integer from 1 to 2^32, got ${limit}`);
    }
    // Numbers at the top that do not make a whole round of `limit` would favour the small results.
    const fair = 2 ** 32 - (2 ** 32 % limit);
    let value = bits();
    while (value >= fair) value = bits();
    return value % limit;
  }

  function shuffle<T extends { [index: number]: unknown; readonly length: number }>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      [items[last], items[other]] = [items[other], items[last]];
    }
    return items;
  }

  return { bits, uniform, normal, integer, shuffle };
}
