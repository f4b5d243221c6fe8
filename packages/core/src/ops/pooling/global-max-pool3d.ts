import { globalPoolOp, type GlobalPoolOp } from './global-pool.ts';

/**
 * Largest element of each channel over the whole image: x `[N, C, D, H, W]` to `[N, C, 1, 1, 1]`; NaN wins. The gradient goes to the largest, in equal shares.
 *
 * @throws ShapeError when x does not have 5 dimensions.
 * @example
 * ```ts
 * globalMaxPool3d(ones([8, 512, 4, 7, 7]));   // Tensor<[8, 512, 1, 1, 1]>
 * ```
 */
export const globalMaxPool3d: GlobalPoolOp<'Max', 3> = globalPoolOp('Max', 3);
