import { globalPoolOp, type GlobalPoolOp } from './global-pool.ts';

/**
 * Mean of each channel over the whole image: x `[N, C, H, W]` to `[N, C, 1, 1]`.
 *
 * @throws ShapeError when x does not have 4 dimensions.
 * @example
 * ```ts
 * globalAvgPool2d(ones([8, 512, 7, 7]));   // Tensor<[8, 512, 1, 1]>
 * ```
 */
export const globalAvgPool2d: GlobalPoolOp<'Avg', 2> = globalPoolOp('Avg', 2);
