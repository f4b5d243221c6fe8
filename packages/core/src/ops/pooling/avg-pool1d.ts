import { avgPoolOp, type AvgPoolOp } from './avg-pool.ts';

/**
 * Mean of each window: x `[N, C, W]` to `[N, C, W']`. The gradient spreads `dy` over the window in equal parts.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * avgPool1d(tensor([1, 3, 2, 4], [1, 1, 4]), { kernel: 2 });   // Tensor<[1, 1, 2]>: 2, 3
 * ```
 */
export const avgPool1d: AvgPoolOp<1> = avgPoolOp(1);
