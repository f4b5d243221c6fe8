import { separableConvOp, type SeparableConvOp } from './separable-conv.ts';

/**
 * Separable 2-D convolution: each channel by kernels of its own, then all of them mixed at each place (Chollet, "Xception", 2017;
 * Howard and others, "MobileNets", 2017). x `[N, C, H, W]`, depthwise `[C M, 1, KH, KW]` with M kernels for each channel, pointwise
 * `[O, C M, 1, 1]`, result `[N, O, H', W']` as of {@link conv2d} with `groups = C`, followed by one with a kernel of 1. Stride,
 * padding, its mode and dilation are those of the first, bias and activation those of the second.
 *
 * @throws ShapeError as `conv2d` for either step, and for a pointwise weight whose kernel is larger; BackendError for operands on
 *   two backends.
 * @example
 * ```ts
 * // two kernels for each of three channels, mixed to 16
 * separableConv2d(ones([1, 3, 8, 8]), ones([6, 1, 3, 3]), ones([16, 6, 1, 1]), { padding: 'same' });   // Tensor<[1, 16, 8, 8]>
 * ```
 */
export const separableConv2d: SeparableConvOp<2> = separableConvOp(2);
