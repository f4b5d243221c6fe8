import { convOp, type ConvOp } from './conv.ts';

/**
 * 1-D convolution, of signals and sequences: x `[N, I, W]`, weight `[O, I / groups, KW]`, result `[N, O, W']`. Everything
 * else is as for `conv2d`; with padding 'causal' no result depends on cells after its own.
 *
 * @throws ShapeError when ranks, channels, groups, kernel, stride, padding or dilation do not fit, or for an activation
 *   that is none; BackendError for operands on two backends.
 * @example
 * ```ts
 * const ramp = tensor([1, 2, 3, 4], [1, 1, 4]);
 * conv1d(ramp, ones([1, 1, 2]));                          // Tensor<[1, 1, 3]>: 3, 5, 7
 * conv1d(ramp, ones([1, 1, 2]), { padding: 'causal' });   // Tensor<[1, 1, 4]>: 1, 3, 5, 7
 * ```
 */
export const conv1d: ConvOp<1> = convOp(1);
