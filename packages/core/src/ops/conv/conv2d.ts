import type { Activation } from '../../backend/overrides.ts';
import type { Workspace } from '../../memory/workspace.ts';
import { type BiasShape, biasRule } from '../../shape/bias.ts';
import { type Conv2dShape, convRule } from '../../shape/conv.ts';
import type { Padding2d } from '../../shape/padding.ts';
import type { Arg, NonNegativePerAxis, PerAxis2, Positive, PositivePerAxis } from '../../shape/rule.ts';
import type { LengthOf, Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf, given } from '../operands.ts';
import { assertActivation } from './activation.ts';
import { convolve } from './convolution.ts';

export interface Conv2dOptions<Stride, Padding, Dilation, Groups, Bias = Tensor> {
  /** `[O]`, added to every position of its channel. */
  readonly bias?: Bias | undefined;
  /** Cells from one window to the next, per axis. Default 1. */
  readonly stride?: Stride;
  /** Zeros around the input: one number, one per axis, `[before, after]` per axis, 'same' or 'valid'. Default 0. */
  readonly padding?: Padding;
  /** Cells from one tap to the next, per axis. Default 1. */
  readonly dilation?: Dilation;
  /** Independent convolutions side by side; `groups = I` is depthwise. Default 1. */
  readonly groups?: Groups;
  /** Applied to the result, bias included, which saves a pass over it. The same bits as the operation of that name. */
  readonly activation?: Activation | undefined;
  /** Scratch memory to share with other operations; by default a pooled buffer. */
  readonly workspace?: Workspace | undefined;
}

/**
 * 2-D convolution (cross-correlation, as in every deep learning library): x `[N, I, H, W]`, weight
 * `[O, I / groups, KH, KW]`, result `[N, O, H', W']` with `H' = floor((H + padding - dilation (KH - 1) - 1) / stride) + 1`.
 *
 * Computed as im2col and gemm, or as the backend overrides it. The arithmetic is that of Dumoulin and Visin, "A guide to
 * convolution arithmetic for deep learning" (arXiv 1603.07285).
 *
 * @throws ShapeError when ranks, channels, groups, kernel, stride, padding or dilation do not fit, or for an activation
 *   that is none; BackendError for operands on two backends.
 * @example
 * ```ts
 * const y = conv2d(ones([1, 3, 8, 8]), ones([16, 3, 3, 3]), { stride: 2, padding: 1 });   // Tensor<[1, 16, 4, 4]>
 *
 * // relu(conv2d(…)) in one pass
 * conv2d(tensor([-1, 2], [1, 1, 1, 2]), ones([1, 1, 1, 1]), { activation: 'relu' });   // [0, 2]
 * ```
 */
export function conv2d<
  const X extends Shape,
  const W extends Shape,
  const Stride extends PerAxis2 = 1,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
  const Groups extends number = 1,
  const B extends Shape = [number],
>(
  x: Arg<Conv2dShape<X, W, Stride, Padding, Dilation, Groups>, Tensor<X>>,
  weight: Tensor<W>,
  options?: Conv2dOptions<
    PositivePerAxis<'conv2d', 'stride', Stride>,
    NonNegativePerAxis<'conv2d', 'padding', Padding, Padding2d>,
    PositivePerAxis<'conv2d', 'dilation', Dilation>,
    Positive<'conv2d', 'groups', Groups>,
    Arg<BiasShape<'conv2d', B, LengthOf<W, 0>>, Tensor<B>>
  >,
): Out<Conv2dShape<X, W, Stride, Padding, Dilation, Groups>>;
export function conv2d(
  x: Tensor,
  weight: Tensor,
  options: Conv2dOptions<PerAxis2, Padding2d, PerAxis2, number> = {},
): Tensor {
  const operation = 'conv2d';
  const { bias, activation, workspace } = options;
  backendOf(operation, x, weight, ...given(bias));
  const { geometry, groups, outChannels } = convRule(operation, x.shape, weight.shape, options, 2);
  if (bias !== undefined) biasRule(operation, bias.shape, outChannels);
  assertActivation(operation, activation);
  return convolve(x, weight, bias, { operation, geometry, groups, workspace }, activation);
}
