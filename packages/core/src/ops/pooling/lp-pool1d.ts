import { lpPoolOp, type LpPoolOp } from './lp-pool.ts';

/**
 * `(sum of v^p)^(1 / p)` over the elements v of each window, for a norm p: x `[N, C, W]` to `[N, C, W']`. Norm 1 is the
 * sum, norm 2 the length of the window as a vector, and a large norm is near the largest element. As in PyTorch, v keeps its
 * sign: a power that is no number, or the root of a negative sum, is NaN. The gradient where the sum is 0 is 0.
 *
 * @throws ShapeError when rank, kernel or stride do not fit, or the norm is not a positive number.
 * @example
 * ```ts
 * lpPool1d(tensor([3, 4, 6, 8], [1, 1, 4]), { norm: 2, kernel: 2 });   // Tensor<[1, 1, 2]>: 5, 10
 * ```
 */
export const lpPool1d: LpPoolOp<1> = lpPoolOp(1);
