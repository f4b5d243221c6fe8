import { adaptivePoolOp, type AdaptivePoolOp } from './adaptive-pool.ts';

/**
 * Mean of each of as many windows as are asked for: x `[N, C, D, H, W]` to `[N, C, D', H', W']`. Along each axis,
 * window i is from cell `floor(i * input / output)` up to, but without, cell `ceil((i + 1) * input / output)`: windows overlap where
 * they do not divide the image evenly, as in PyTorch. The gradient spreads `dy` over the window in equal parts.
 *
 * @throws ShapeError when x does not have 5 dimensions or has an empty axis, or `outputSize` is not positive.
 * @example
 * ```ts
 * adaptiveAvgPool3d(ones([8, 512, 4, 14, 9]), { outputSize: [2, 7, 7] });   // Tensor<[8, 512, 2, 7, 7]>
 * ```
 */
export const adaptiveAvgPool3d: AdaptivePoolOp<'Avg', 3> = adaptivePoolOp('Avg', 3);
