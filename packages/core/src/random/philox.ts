/*
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3" (SC 2011). Block i of a stream is a function of (seed, stream, i) alone: ten rounds of multiplications that
 * mix a 128-bit counter with a 64-bit key. Numbers are made on the host, so every backend gets the same ones.
 */
const MULTIPLIER = [0xd2511f53, 0xcd9e8d57] as const;
/** Added to the key after each round: the golden ratio and the square root of 3, less 1, as 32-bit fractions. */
const WEYL = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;

export type Block = [number, number, number, number];

/**
 * The four unsigned 32-bit words of one counter under one key. A layer may draw a million of them in a step, so words are
 * signed in here, as the machine has them, and nothing leaves the range in which products stay whole.
 */
export function philox(counter: Readonly<Block>, key: readonly [number, number]): Block {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER[0], c0);
    const high1 = multiplyHigh(MULTIPLIER[1], c2);
    const low0 = Math.imul(MULTIPLIER[0], c0);
    const low1 = Math.imul(MULTIPLIER[1], c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL[0]) | 0;
    k1 = (k1 + WEYL[1]) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit words, by their halves: no sum reaches 2^32. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const carry = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}
