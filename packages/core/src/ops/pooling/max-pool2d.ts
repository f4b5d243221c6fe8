import { maxPoolOp, type MaxPoolOp } from './max-pool.ts';

/**
 * Largest element of each window: x `[N, C, H, W]` to `[N, C, H', W']`. Padding never wins; NaN does. A dilated
 * window whose taps all fall on padding gives -Infinity. The gradient goes to the winner, the first of equals.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * maxPool2d(ones([8, 16, 28, 28]), { kernel: 2 });   // Tensor<[8, 16, 14, 14]>
 * ```
 */
export const maxPool2d: MaxPoolOp<2> = maxPoolOp(2);
