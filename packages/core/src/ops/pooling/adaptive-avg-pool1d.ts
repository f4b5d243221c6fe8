import { adaptivePoolOp, type AdaptivePoolOp } from './adaptive-pool.ts';

/**
 * Mean of each of as many windows as are asked for: x `[N, C, W]` to `[N, C, W']`. Window i is from cell `floor(i * W / W')` up to, but without, cell `ceil((i + 1) * W / W')`: windows overlap where
 * they do not divide the image evenly, as in PyTorch. The gradient spreads `dy` over the window in equal parts.
 *
 * @throws ShapeError when x does not have 3 dimensions or has an empty axis, or `outputSize` is not positive.
 * @example
 * ```ts
 * adaptiveAvgPool1d(ones([8, 512, 20]), { outputSize: 7 });   // Tensor<[8, 512, 7]>
 * ```
 */
export const adaptiveAvgPool1d: AdaptivePoolOp<'Avg', 1> = adaptivePoolOp('Avg', 1);
