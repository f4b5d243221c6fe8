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

/** The four unsigned 32-bit words of one counter under one key. */
export function philox(counter: Readonly<Block>, key: readonly [number, number]): Block {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER[0], c0);
    const high1 = multiplyHigh(MULTIPLIER[1], c2);
    const low0 = Math.imul(MULTIPLIER[0], c0) >>> 0;
    const low1 = Math.imul(MULTIPLIER[1], c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + WEYL[0]) >>> 0;
    k1 = (k1 + WEYL[1]) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers, in 16-bit halves that stay exact. */
function multiplyHigh(a: number, b: number): number {
  const [aHigh, aLow] = [a >>> 16, a & 0xffff];
  const [bHigh, bLow] = [b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}
