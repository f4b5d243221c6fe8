import { maxPoolWithIndicesOp, type MaxPoolWithIndicesOp } from './max-pool-with-indices.ts';

/**
 * As `maxPool2d`, x `[N, C, H, W]` to `[N, C, H', W']`, and with it, of the same shape, where in its plane each of the largest
 * elements was found, counted row by row; the first of equals. A window whose taps all fall on padding has -1. Gradients flow
 * through the values.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * const [values, indices] = maxPool2dWithIndices(tensor([1, 2, 4, 3], [1, 1, 2, 2]), { kernel: 2 });   // [4] and [2]
 * ```
 */
export const maxPool2dWithIndices: MaxPoolWithIndicesOp<2> = maxPoolWithIndicesOp(2);
