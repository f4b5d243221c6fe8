import { convTransposeOp, type ConvTransposeOp } from './conv-transpose.ts';

/**
 * 3-D transposed convolution: x `[N, I, D, H, W]`, weight `[I, O / groups, KD, KH, KW]`, result `[N, O, D', H', W']`. Everything else is as for
 * `convTranspose2d`.
 *
 * @throws ShapeError when ranks, channels, groups, kernel, stride, padding, dilation, outputPadding or outputSize do not fit;
 *   BackendError for operands on two backends.
 * @example
 * ```ts
 * convTranspose3d(ones([1, 16, 2, 4, 4]), ones([16, 3, 2, 2, 2]), { stride: 2 });   // Tensor<[1, 3, 4, 8, 8]>
 * ```
 */
export const convTranspose3d: ConvTransposeOp<3> = convTransposeOp(3);
