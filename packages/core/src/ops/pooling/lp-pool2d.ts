import { lpPoolOp, type LpPoolOp } from './lp-pool.ts';

/**
 * `(sum of v^p)^(1 / p)` over the elements v of each window, for a norm p: x `[N, C, H, W]` to `[N, C, H', W']`. Norm 1 is the
 * sum, norm 2 the length of the window as a vector, and a large norm is near the largest element. As in PyTorch, v keeps its
 * sign: a power that is no number, or the root of a negative sum, is NaN. The gradient where the sum is 0 is 0.
 *
 * @throws ShapeError when rank, kernel or stride do not fit, or the norm is not a positive number.
 * @example
 * ```ts
 * lpPool2d(ones([8, 16, 28, 28]), { norm: 2, kernel: 2 });   // Tensor<[8, 16, 14, 14]>: 2 everywhere
 * ```
 */
export const lpPool2d: LpPoolOp<2> = lpPoolOp(2);
