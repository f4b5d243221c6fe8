import { maxPoolWithIndicesOp, type MaxPoolWithIndicesOp } from './max-pool-with-indices.ts';

/**
 * As `maxPool1d`, x `[N, C, W]` to `[N, C, W']`, and with it, of the same shape, where in its plane each of the largest
 * elements was found, counted row by row; the first of equals. A window whose taps all fall on padding has -1. Gradients flow
 * through the values.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * const [values, indices] = maxPool1dWithIndices(tensor([1, 3, 2, 4], [1, 1, 4]), { kernel: 2 });   // [3, 4] and [1, 3]
 * ```
 */
export const maxPool1dWithIndices: MaxPoolWithIndicesOp<1> = maxPoolWithIndicesOp(1);
