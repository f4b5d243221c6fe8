import { globalPoolOp, type GlobalPoolOp } from './global-pool.ts';

/**
 * Largest element of each channel over the whole image: x `[N, C, H, W]` to `[N, C, 1, 1]`; NaN wins. The gradient goes to the largest, in equal shares.
 *
 * @throws ShapeError when x does not have 4 dimensions.
 * @example
 * ```ts
 * globalMaxPool2d(ones([8, 512, 7, 7]));   // Tensor<[8, 512, 1, 1]>
 * ```
 */
export const globalMaxPool2d: GlobalPoolOp<'Max', 2> = globalPoolOp('Max', 2);
