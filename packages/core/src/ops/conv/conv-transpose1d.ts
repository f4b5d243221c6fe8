import { convTransposeOp, type ConvTransposeOp } from './conv-transpose.ts';

/**
 * 1-D transposed convolution: x `[N, I, W]`, weight `[I, O / groups, KW]`, result `[N, O, W']`. Everything else is as for
 * `convTranspose2d`.
 *
 * @throws ShapeError when ranks, channels, groups, kernel, stride, padding, dilation, outputPadding or outputSize do not fit;
 *   BackendError for operands on two backends.
 * @example
 * ```ts
 * convTranspose1d(ones([1, 16, 4]), ones([16, 3, 3]), { stride: 2, padding: 1, outputPadding: 1 });   // Tensor<[1, 3, 8]>
 * ```
 */
export const convTranspose1d: ConvTransposeOp<1> = convTransposeOp(1);
