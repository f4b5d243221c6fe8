import { maxPoolOp, type MaxPoolOp } from './max-pool.ts';

/**
 * Largest element of each window: x `[N, C, W]` to `[N, C, W']`. Padding never wins; NaN does. A dilated
 * window whose taps all fall on padding gives -Infinity. The gradient goes to the winner, the first of equals.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * maxPool1d(tensor([1, 3, 2, 4], [1, 1, 4]), { kernel: 2 });   // Tensor<[1, 1, 2]>: 3, 4
 * ```
 */
export const maxPool1d: MaxPoolOp<1> = maxPoolOp(1);
