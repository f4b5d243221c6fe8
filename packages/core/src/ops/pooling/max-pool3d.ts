import { maxPoolOp, type MaxPoolOp } from './max-pool.ts';

/**
 * Largest element of each window: x `[N, C, D, H, W]` to `[N, C, D', H', W']`. Padding never wins; NaN does. A dilated
 * window whose taps all fall on padding gives -Infinity. The gradient goes to the winner, the first of equals.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * maxPool3d(ones([1, 8, 16, 28, 28]), { kernel: [1, 2, 2] });   // Tensor<[1, 8, 16, 14, 14]>
 * ```
 */
export const maxPool3d: MaxPoolOp<3> = maxPoolOp(3);
