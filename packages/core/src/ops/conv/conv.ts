import type { Activation } from '../../backend/overrides.ts';
import { scope } from '../../memory/scope.ts';
import type { Workspace } from '../../memory/workspace.ts';
import { type BiasShape, biasRule } from '../../shape/bias.ts';
import { type ConvShape, convRule } from '../../shape/conv.ts';
import type { Padding, PaddingOf } from '../../shape/padding.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import type { Arg, NonNegativePerAxis, PerAxis, PerAxisOf, Positive, PositivePerAxis } from '../../shape/rule.ts';
import type { LengthOf, Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf, given } from '../operands.ts';
import { assertActivation } from './activation.ts';
import { convolve } from './convolution.ts';
import { addBorder, assertPaddingMode, hasBorder, type PaddingMode, withBorder } from './padding-mode.ts';

/** Options of {@link ConvOp}. */
export interface ConvOpOptions<Stride, Padding, Dilation, Groups, Bias = Tensor> {
  /** `[O]`, added to every position of its channel. */
  readonly bias?: Bias | undefined;
  /** Cells from one window to the next, per axis. Default 1. */
  readonly stride?: Stride;
  /**
   * Cells around the input: one number, one per axis, `[before, after]` per axis, 'same' or 'valid', and with one axis
   * 'causal'. Default 0.
   */
  readonly padding?: Padding;
  /** What is in that padding: zeros, or cells of the image, as in `pad`. Default 'zeros'. */
  readonly paddingMode?: PaddingMode | undefined;
  /** Cells from one tap to the next, per axis. Default 1. */
  readonly dilation?: Dilation;
  /** Independent convolutions side by side; `groups = I` is depthwise. Default 1. */
  readonly groups?: Groups;
  /** Applied to the result, bias included, which saves a pass over it. The same bits as the operation of that name. */
  readonly activation?: Activation | undefined;
  /** Scratch memory to share with other operations; by default a pooled buffer. */
  readonly workspace?: Workspace | undefined;
}

/** `conv1d`, `conv2d` and `conv3d`: one function but for the number of axes. */
export interface ConvOp<Axes extends AxisCount> {
  <
    const X extends Shape,
    const W extends Shape,
    const Stride extends PerAxisOf[Axes] = 1,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
    const Groups extends number = 1,
    const B extends Shape = [number],
  >(
    x: Arg<ConvShape<Axes, X, W, Stride, Padding, Dilation, Groups>, Tensor<X>>,
    weight: Tensor<W>,
    options?: ConvOpOptions<
      PositivePerAxis<`conv${Axes}d`, 'stride', Stride, PerAxisOf[Axes]>,
      NonNegativePerAxis<`conv${Axes}d`, 'padding', Padding, PaddingOf[Axes]>,
      PositivePerAxis<`conv${Axes}d`, 'dilation', Dilation, PerAxisOf[Axes]>,
      Positive<`conv${Axes}d`, 'groups', Groups>,
      Arg<BiasShape<`conv${Axes}d`, B, LengthOf<W, 0>>, Tensor<B>>
    >,
  ): Out<ConvShape<Axes, X, W, Stride, Padding, Dilation, Groups>>;
}

/** The convolution of images with so many axes. */
export function convOp<Axes extends AxisCount>(axes: Axes): ConvOp<Axes> {
  const operation = (x: Tensor, weight: Tensor, options?: AnyConvOptions) => convolveAxes(axes, x, weight, options);
  return operation as unknown as ConvOp<Axes>;
}

/** {@link ConvOpOptions} of which the compiler knows nothing. */
export type AnyConvOptions = ConvOpOptions<PerAxis, Padding, PerAxis, number>;

/**
 * `conv1d`, `conv2d` or `conv3d`, by the rank of `x`: for code that is written for any of them, and whose shapes the compiler
 * does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `conv2d`.
 * @example
 * ```ts
 * conv(ones([1, 3, 8]), ones([16, 3, 3]), { padding: 1 });   // Tensor<number[]>, of shape [1, 16, 8]
 * ```
 */
export function conv(x: Tensor, weight: Tensor, options?: AnyConvOptions): Tensor<number[]> {
  return convolveAxes(axesOfImage('conv', x.shape), x, weight, options);
}

function convolveAxes(axes: AxisCount, x: Tensor, weight: Tensor, options: AnyConvOptions = {}): Tensor<number[]> {
  const operation = `conv${axes}d`;
  const { bias, activation, workspace, paddingMode = 'zeros' } = options;
  backendOf(operation, x, weight, ...given(bias));
  const { geometry, groups, outChannels } = convRule(operation, x.shape, weight.shape, options, axes);
  if (bias !== undefined) biasRule(operation, bias.shape, outChannels);
  assertActivation(operation, activation);
  assertPaddingMode(operation, paddingMode, x.shape, geometry);
  const settings = { operation, geometry, groups, workspace };
  if (paddingMode === 'zeros' || !hasBorder(geometry)) return convolve(x, weight, bias, settings, activation);
  return scope(() => {
    const bordered = addBorder(x, paddingMode, geometry);
    return convolve(bordered, weight, bias, { ...settings, geometry: withBorder(geometry) }, activation);
  });
}
