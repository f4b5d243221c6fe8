import { adaptivePoolOp, type AdaptivePoolOp } from './adaptive-pool.ts';

/**
 * Largest element of each of as many windows as are asked for: x `[N, C, D, H, W]` to `[N, C, D', H', W']`. Along each axis,
 * window i is from cell `floor(i * input / output)` up to, but without, cell `ceil((i + 1) * input / output)`: windows overlap where
 * they do not divide the image evenly, as in PyTorch. NaN wins. The gradient goes to the winner, the first of equals.
 *
 * @throws ShapeError when x does not have 5 dimensions or has an empty axis, or `outputSize` is not positive.
 * @example
 * ```ts
 * adaptiveMaxPool3d(ones([8, 512, 4, 14, 9]), { outputSize: [2, 7, 7] });   // Tensor<[8, 512, 2, 7, 7]>
 * ```
 */
export const adaptiveMaxPool3d: AdaptivePoolOp<'Max', 3> = adaptivePoolOp('Max', 3);
