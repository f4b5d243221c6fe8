import { globalPoolOp, type GlobalPoolOp } from './global-pool.ts';

/**
 * Mean of each channel over the whole image: x `[N, C, W]` to `[N, C, 1]`.
 *
 * @throws ShapeError when x does not have 3 dimensions.
 * @example
 * ```ts
 * globalAvgPool1d(ones([8, 512, 49]));   // Tensor<[8, 512, 1]>
 * ```
 */
export const globalAvgPool1d: GlobalPoolOp<'Avg', 1> = globalPoolOp('Avg', 1);
