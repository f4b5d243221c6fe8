import { separableConvOp, type SeparableConvOp } from './separable-conv.ts';

/**
 * Separable 3-D convolution, of volumes and videos: x `[N, C, D, H, W]`, depthwise `[C M, 1, KD, KH, KW]`, pointwise
 * `[O, C M, 1, 1, 1]`, result `[N, O, D', H', W']`. Everything else is as for `separableConv2d`.
 *
 * @throws ShapeError and BackendError as `separableConv2d`.
 * @example
 * ```ts
 * separableConv3d(ones([1, 2, 4, 8, 8]), ones([2, 1, 3, 3, 3]), ones([4, 2, 1, 1, 1]));   // Tensor<[1, 4, 2, 6, 6]>
 * ```
 */
export const separableConv3d: SeparableConvOp<3> = separableConvOp(3);
