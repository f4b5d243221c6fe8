import { globalPoolOp, type GlobalPoolOp } from './global-pool.ts';

/**
 * Mean of each channel over the whole image: x `[N, C, D, H, W]` to `[N, C, 1, 1, 1]`.
 *
 * @throws ShapeError when x does not have 5 dimensions.
 * @example
 * ```ts
 * globalAvgPool3d(ones([8, 512, 4, 7, 7]));   // Tensor<[8, 512, 1, 1, 1]>
 * ```
 */
export const globalAvgPool3d: GlobalPoolOp<'Avg', 3> = globalPoolOp('Avg', 3);
