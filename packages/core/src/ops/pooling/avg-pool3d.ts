import { avgPoolOp, type AvgPoolOp } from './avg-pool.ts';

/**
 * Mean of each window: x `[N, C, D, H, W]` to `[N, C, D', H', W']`. The gradient spreads `dy` over the window in equal parts.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * avgPool3d(ones([1, 8, 16, 28, 28]), { kernel: [1, 2, 2] });   // Tensor<[1, 8, 16, 14, 14]>
 * ```
 */
export const avgPool3d: AvgPoolOp<3> = avgPoolOp(3);
