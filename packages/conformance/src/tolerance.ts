/**
 * When is a float32 result right? Each of its elements has its own bound, from the classical analysis of rounding
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1): a sum of K products, in any order and with
 * or without fused multiply-add, is off by at most `K * u * sum |a||b|` to first order in `u`. The sum of magnitudes
 * matters: where terms cancel, the error does not shrink with the result. A flat 1e-3 would let an all-zeros result
 * through whenever the data are small.
 */

/** Unit roundoff of float32: the largest relative error of one correctly rounded operation. */
export const UNIT_ROUNDOFF: number = 2 ** -24;

/** The one safety factor, c: room for second-order terms and for hardware that rounds an operation to 1 ulp. */
export const SAFETY = 2;

/** Smallest normal float32. Devices may flush anything smaller to 0, so no bound asks for more than this. */
export const SMALLEST_NORMAL: number = 2 ** -126;

/** Largest finite float32. */
const LARGEST: number = (2 - 2 ** -23) * 2 ** 127;

/** What an oracle says: float64 values, and how far from each a float32 result may lie. */
export interface Expected {
  /** What is right, in float64. */
  readonly values: Float64Array;
  /** How far from it each element may be. */
  readonly bounds: Float64Array;
}

/** Sums of products in float64, with the sum of the magnitudes of the products beside each. */
export interface Sums {
  /** The sums. */
  readonly values: Float64Array;
  /** The sums of the magnitudes of their terms. */
  readonly magnitudes: Float64Array;
  /** Accumulation length: how many roundings one term can pass through. */
  readonly terms: number;
}

/**
 * Bound of one sum: `c * K * u * sum |a||b|`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * sumBound(9, 1);   // 1.07e-6: nine products whose magnitudes add up to 1
 * ```
 */
export function sumBound(terms: number, magnitude: number): number {
  return SAFETY * terms * UNIT_ROUNDOFF * magnitude + (terms + 1) * SMALLEST_NORMAL;
}

/**
 * Sums as an oracle has them, with the bound of each.
 *
 * @param roundings further operations on the finished sum (a scale, a bias), each of which rounds once
 * @throws Nothing.
 * @example
 * ```ts
 * const { values } = boundedSums({ values: new Float64Array([1]), magnitudes: new Float64Array([3]), terms: 9 });   // 1
 * ```
 */
export function boundedSums(sums: Sums, roundings = 0): Expected {
  const terms = sums.terms + roundings;
  return { values: sums.values, bounds: sums.magnitudes.map((magnitude) => sumBound(terms, magnitude)) };
}

/** The same values with wider bounds. */
export function widened({ values, bounds }: Expected, factor: number): Expected {
  return { values, bounds: bounds.map((bound) => factor * bound) };
}

/**
 * For kernels that move or choose numbers and never compute new ones: every bit counts.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const { values, bounds } = exact([1, 2]);   // 1, 2 and 0, 0
 * ```
 */
export function exact(values: ArrayLike<number>): Expected {
  return { values: Float64Array.from(values), bounds: new Float64Array(values.length) };
}

/** For a result that is computed with `roundings` operations, none of which cancels. */
export function relative(values: ArrayLike<number>, roundings: number): Expected {
  const wanted = Float64Array.from(values);
  return { values: wanted, bounds: wanted.map((value) => sumBound(roundings, Math.abs(value))) };
}

/**
 * Whether `got` will do for `wanted`: NaN for NaN, infinities by sign, anything else within the bound.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * console.log(isWithin(1.25, 1, 0.5));   // true
 * console.log(isWithin(NaN, 1, 0.5));   // false
 * ```
 */
export function isWithin(got: number, wanted: number, bound: number): boolean {
  if (Number.isNaN(wanted)) return Number.isNaN(got);
  if (!Number.isFinite(wanted)) return got === wanted;
  // A finite float64 may be too large for float32; then the infinity of its sign is the right answer.
  if (!Number.isFinite(got)) return Math.sign(got) === Math.sign(wanted) && Math.abs(wanted) + bound > LARGEST;
  return Math.abs(got - wanted) <= bound;
}
