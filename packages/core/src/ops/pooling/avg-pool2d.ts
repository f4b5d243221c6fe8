import { avgPoolOp, type AvgPoolOp } from './avg-pool.ts';

/**
 * Mean of each window: x `[N, C, H, W]` to `[N, C, H', W']`. The gradient spreads `dy` over the window in equal parts.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * avgPool2d(ones([8, 16, 28, 28]), { kernel: 3, stride: 2, padding: 1, countIncludePad: false });   // [8, 16, 14, 14]
 * ```
 */
export const avgPool2d: AvgPoolOp<2> = avgPoolOp(2);
