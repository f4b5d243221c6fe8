import { convOp, type ConvOp } from './conv.ts';

/**
 * 3-D convolution, of volumes and videos: x `[N, I, D, H, W]`, weight `[O, I / groups, KD, KH, KW]`, result
 * `[N, O, D', H', W']`. Everything else is as for `conv2d`.
 *
 * @throws ShapeError when ranks, channels, groups, kernel, stride, padding or dilation do not fit, or for an activation
 *   that is none; BackendError for operands on two backends.
 * @example
 * ```ts
 * const clip = ones([1, 3, 16, 112, 112]);
 * conv3d(clip, ones([64, 3, 3, 7, 7]), { stride: [1, 2, 2], padding: [1, 3, 3] });   // Tensor<[1, 64, 16, 56, 56]>
 * ```
 */
export const conv3d: ConvOp<3> = convOp(3);
