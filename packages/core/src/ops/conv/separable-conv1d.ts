import { separableConvOp, type SeparableConvOp } from './separable-conv.ts';

/**
 * Separable 1-D convolution, of signals and sequences: x `[N, C, W]`, depthwise `[C M, 1, KW]`, pointwise `[O, C M, 1]`, result
 * `[N, O, W']`. Everything else is as for `separableConv2d`.
 *
 * @throws ShapeError and BackendError as `separableConv2d`.
 * @example
 * ```ts
 * separableConv1d(ones([1, 3, 8]), ones([3, 1, 2]), ones([4, 3, 1]), { padding: 'causal' });   // Tensor<[1, 4, 8]>
 * ```
 */
export const separableConv1d: SeparableConvOp<1> = separableConvOp(1);
