import { scope } from '../../memory/scope.ts';
import { biasRule } from '../../shape/bias.ts';
import { convRule } from '../../shape/conv.ts';
import type { Padding, PaddingOf } from '../../shape/padding.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import type { Arg, NonNegativePerAxis, PerAxis, PerAxisOf, PositivePerAxis } from '../../shape/rule.ts';
import { pointwiseRule, type SeparableConvShape } from '../../shape/separable-conv.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf, given } from '../operands.ts';
import { assertActivation } from './activation.ts';
import { conv, type ConvOpOptions } from './conv.ts';

/** Options of {@link SeparableConvOp}: those of a convolution, without groups. Window and padding are of the depthwise step. */
export type SeparableConvOptions<Stride, Padding, Dilation> = Omit<
  ConvOpOptions<Stride, Padding, Dilation, never>,
  'groups'
>;

/** `separableConv1d`, `separableConv2d` and `separableConv3d`: one function but for the number of axes. */
export interface SeparableConvOp<Axes extends AxisCount> {
  <
    const X extends Shape,
    const D extends Shape,
    const P extends Shape,
    const Stride extends PerAxisOf[Axes] = 1,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
  >(
    x: Arg<SeparableConvShape<Axes, X, D, P, Stride, Padding, Dilation>, Tensor<X>>,
    depthwise: Tensor<D>,
    pointwise: Tensor<P>,
    options?: SeparableConvOptions<
      PositivePerAxis<`conv${Axes}d`, 'stride', Stride, PerAxisOf[Axes]>,
      NonNegativePerAxis<`conv${Axes}d`, 'padding', Padding, PaddingOf[Axes]>,
      PositivePerAxis<`conv${Axes}d`, 'dilation', Dilation, PerAxisOf[Axes]>
    >,
  ): Out<SeparableConvShape<Axes, X, D, P, Stride, Padding, Dilation>>;
}

/** The separable convolution of images with so many axes. */
export function separableConvOp<Axes extends AxisCount>(axes: Axes): SeparableConvOp<Axes> {
  const operation = (x: Tensor, depthwise: Tensor, pointwise: Tensor, options?: AnySeparableConvOptions) =>
    separate(axes, x, depthwise, pointwise, options);
  return operation as unknown as SeparableConvOp<Axes>;
}

/** {@link SeparableConvOptions} of which the compiler knows nothing. */
export type AnySeparableConvOptions = SeparableConvOptions<PerAxis, Padding, PerAxis>;

/**
 * `separableConv1d`, `separableConv2d` or `separableConv3d`, by the rank of `x`: for code that is written for any of them, and
 * whose shapes the compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `separableConv2d`.
 * @example
 * ```ts
 * separableConv(ones([1, 3, 8]), ones([3, 1, 3]), ones([16, 3, 1]));   // Tensor<number[]>, of shape [1, 16, 6]
 * ```
 */
export function separableConv(
  x: Tensor,
  depthwise: Tensor,
  pointwise: Tensor,
  options?: AnySeparableConvOptions,
): Tensor<number[]> {
  return separate(axesOfImage('separableConv', x.shape), x, depthwise, pointwise, options);
}

function separate(
  axes: AxisCount,
  x: Tensor,
  depthwise: Tensor,
  pointwise: Tensor,
  { bias, activation, ...window }: AnySeparableConvOptions = {},
): Tensor<number[]> {
  const operation = `separableConv${axes}d`;
  backendOf(operation, x, depthwise, pointwise, ...given(bias));
  pointwiseRule(operation, pointwise.shape, axes);
  const each = { ...window, groups: x.shape[1]! };
  // Of both steps, before the first one computes anything.
  const { shape } = convRule(`conv${axes}d`, x.shape, depthwise.shape, each, axes);
  const { outChannels } = convRule(`conv${axes}d`, shape, pointwise.shape, {}, axes);
  if (bias !== undefined) biasRule(`conv${axes}d`, bias.shape, outChannels);
  assertActivation(`conv${axes}d`, activation);
  return scope(() => {
    const between = conv(x, depthwise, each);
    return conv(between, pointwise, { bias, activation, workspace: window.workspace });
  });
}
