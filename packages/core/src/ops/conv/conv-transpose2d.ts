import { convTransposeOp, type ConvTransposeOp } from './conv-transpose.ts';

/**
 * 2-D transposed convolution: x `[N, I, H, W]`, weight `[I, O / groups, KH, KW]`, result `[N, O, H', W']` with
 * `H' = (H - 1) stride - padding + dilation (KH - 1) + outputPadding + 1`.
 *
 * It is the adjoint of the convolution with the same weight and settings, hence also that one's gradient by its input;
 * its own gradient is that convolution (arXiv 1603.07285, chapter 4).
 *
 * @throws ShapeError when ranks, channels, groups, kernel, stride, padding, dilation, outputPadding or outputSize do not fit;
 *   BackendError for operands on two backends.
 * @example
 * ```ts
 * const [x, w] = [ones([1, 16, 4, 4]), ones([16, 3, 3, 3])];
 * convTranspose2d(x, w, { stride: 2, padding: 1, outputPadding: 1 });   // Tensor<[1, 3, 8, 8]>
 * convTranspose2d(x, w, { stride: 2, padding: 1, outputSize: [8, 7] });   // Tensor<[1, 3, 8, 7]>
 * ```
 */
export const convTranspose2d: ConvTransposeOp<2> = convTransposeOp(2);
