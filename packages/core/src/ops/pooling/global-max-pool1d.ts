import { globalPoolOp, type GlobalPoolOp } from './global-pool.ts';

/**
 * Largest element of each channel over the whole image: x `[N, C, W]` to `[N, C, 1]`; NaN wins. The gradient goes to the largest, in equal shares.
 *
 * @throws ShapeError when x does not have 3 dimensions.
 * @example
 * ```ts
 * globalMaxPool1d(ones([8, 512, 49]));   // Tensor<[8, 512, 1]>
 * ```
 */
export const globalMaxPool1d: GlobalPoolOp<'Max', 1> = globalPoolOp('Max', 1);
