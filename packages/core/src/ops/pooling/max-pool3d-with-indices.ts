import { maxPoolWithIndicesOp, type MaxPoolWithIndicesOp } from './max-pool-with-indices.ts';

/**
 * As `maxPool3d`, x `[N, C, D, H, W]` to `[N, C, D', H', W']`, and with it, of the same shape, where in its plane each of the largest
 * elements was found, counted row by row; the first of equals. A window whose taps all fall on padding has -1. Gradients flow
 * through the values.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * const [values, indices] = maxPool3dWithIndices(ones([1, 1, 2, 2, 2]), { kernel: 2 });   // [1] and [0]
 * ```
 */
export const maxPool3dWithIndices: MaxPoolWithIndicesOp<3> = maxPoolWithIndicesOp(3);
