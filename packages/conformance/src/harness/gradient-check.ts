import { SAFETY, type Expected, SMALLEST_NORMAL, UNIT_ROUNDOFF } from '../tolerance.ts';

/** Step of the differences: a power of two, so that x ± h is exact in float64 for float32 x. */
const STEP: number = 2 ** -10;

/** How exactly a gradient is computed, beyond the sum over outputs. */
export interface GradientModel {
  /** Roundings that each contribution passes through before it is summed. Default 4: products and sums only. */
  readonly roundings?: number;
  /** Size of intermediate values that may cancel (`1 - y * y`), in units of the largest output gradient. Default 0. */
  readonly slack?: number;
}

/**
 * Gradient of `sum(outputGradient * f(x))` by central differences of fourth order in float64,
 * `(8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12h`, whose own error is far below float32's.
 *
 * The bound follows the same model as a forward sum: the gradient by one input element sums `outputGradient * df/dx`
 * over the outputs, so its error is bounded by the sum of their magnitudes, times how many there are.
 */
export function differenceGradient(
  f: (x: Float64Array) => ArrayLike<number>,
  x: ArrayLike<number>,
  outputGradient: ArrayLike<number>,
  { roundings = 4, slack = 0 }: GradientModel = {},
): Expected {
  const point = Float64Array.from(x);
  const values = new Float64Array(point.length);
  const bounds = new Float64Array(point.length);
  const largest = Math.max(0, ...Array.from(outputGradient, Math.abs));
  for (let i = 0; i < point.length; i += 1) {
    const [far, near, back, farBack] = [2, 1, -1, -2].map((steps) => {
      point[i] = x[i]! + steps * STEP;
      return f(point);
    });
    point[i] = x[i]!;
    let value = 0;
    let magnitude = 0;
    let terms = 0;
    for (let o = 0; o < outputGradient.length; o += 1) {
      const slope = (8 * difference(near![o]!, back![o]!) - difference(far![o]!, farBack![o]!)) / (12 * STEP);
      const term = slope * outputGradient[o]!;
      value += term;
      magnitude += Math.abs(term);
      if (Math.abs(slope) > 1e-9) terms += 1;
    }
    values[i] = value;
    const units = (terms + roundings) * magnitude + roundings * slack * largest;
    bounds[i] = SAFETY * UNIT_ROUNDOFF * units + 1e-10 * (magnitude + largest) + SMALLEST_NORMAL;
  }
  return { values, bounds };
}

/** Equal infinities (a maximum over nothing) do not change, although their difference is NaN. */
function difference(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
