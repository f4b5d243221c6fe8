import { convOp, type ConvOp } from './conv.ts';

/**
 * 2-D convolution (cross-correlation, as in every deep learning library): x `[N, I, H, W]`, weight
 * `[O, I / groups, KH, KW]`, result `[N, O, H', W']` with `H' = floor((H + padding - dilation (KH - 1) - 1) / stride) + 1`.
 *
 * Computed as im2col and gemm, or as the backend overrides it. The arithmetic is that of Dumoulin and Visin, "A guide to
 * convolution arithmetic for deep learning" (arXiv 1603.07285).
 *
 * @throws ShapeError when ranks, channels, groups, kernel, stride, padding or dilation do not fit, the padding is wider than its
 *   mode can fill, or for an activation that is none; BackendError for operands on two backends.
 * @example
 * ```ts
 * const y = conv2d(ones([1, 3, 8, 8]), ones([16, 3, 3, 3]), { stride: 2, padding: 1 });   // Tensor<[1, 16, 4, 4]>
 *
 * // relu(conv2d(…)) in one pass
 * conv2d(tensor([-1, 2], [1, 1, 1, 2]), ones([1, 1, 1, 1]), { activation: 'relu' });   // [0, 2]
 *
 * // the image goes on beyond its edges as in a mirror
 * conv2d(ones([1, 3, 8, 8]), ones([16, 3, 3, 3]), { padding: 'same', paddingMode: 'reflect' });   // [1, 16, 8, 8]
 * ```
 */
export const conv2d: ConvOp<2> = convOp(2);
