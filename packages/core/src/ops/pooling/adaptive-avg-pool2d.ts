import { adaptivePoolOp, type AdaptivePoolOp } from './adaptive-pool.ts';

/**
 * Mean of each of as many windows as are asked for: x `[N, C, H, W]` to `[N, C, H', W']`. Along each axis,
 * window i is from cell `floor(i * input / output)` up to, but without, cell `ceil((i + 1) * input / output)`: windows overlap where
 * they do not divide the image evenly, as in PyTorch. The gradient spreads `dy` over the window in equal parts.
 *
 * @throws ShapeError when x does not have 4 dimensions or has an empty axis, or `outputSize` is not positive.
 * @example
 * ```ts
 * adaptiveAvgPool2d(ones([8, 512, 14, 9]), { outputSize: 7 });   // Tensor<[8, 512, 7, 7]>
 * ```
 */
export const adaptiveAvgPool2d: AdaptivePoolOp<'Avg', 2> = adaptivePoolOp('Avg', 2);
