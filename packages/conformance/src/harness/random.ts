/** Seeded random numbers (mulberry32): the same seed gives the same data on every host. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1), with 32 random bits. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x100000000;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** `length` float32 numbers, uniform in [low, high). */
  floats(length: number, low = -1, high = 1): Float32Array {
    return Float32Array.from({ length }, () => low + (high - low) * this.next());
  }

  /** Small whole numbers as floats: they are full of ties and their sums are exact. */
  wholes(length: number, low = -3, high = 3): Float32Array {
    return Float32Array.from({ length }, () => this.integer(low, high));
  }

  /** `length` float32 numbers, each at least 2⁻¹² away from every other: no ties, and room for a finite difference. */
  distinct(length: number): Float32Array {
    const values = Float32Array.from({ length }, (_, i) => (i - length / 2 + 0.5 * this.next()) / 64);
    for (let i = length - 1; i > 0; i -= 1) {
      const j = this.integer(0, i);
      [values[i], values[j]] = [values[j]!, values[i]!];
    }
    return values;
  }
}

/** A seed of its own for every name (FNV-1a), so that one case more does not change the data of all the others. */
export function seedOf(name: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
