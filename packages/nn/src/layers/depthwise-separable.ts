import type { PaddingOf, PerAxisOf } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { ShapeFn } from '../layer/shape-fn.ts';
import type { Conv, ConvWeight } from './conv.ts';
import { conv2d } from './conv2d.ts';
import type { AnyConvConfig, ConvConfig } from './conv-config.ts';
import { type Sequential, sequential } from './sequential.ts';

/** As for `conv2d`, without groups: there are as many as channels. `bias` is that of the second convolution. */
export type SeparableConfig<I, O, Kernel, Stride, Padding, Dilation> = Omit<
  ConvConfig<'conv2d', 2, I, O, Kernel, Stride, Padding, Dilation, 1>,
  'groups'
>;

/**
 * Depthwise separable convolution (Howard and others, "MobileNets", 2017; Chollet, "Xception", 2017): each channel by a kernel of
 * its own, then all of them mixed by a 1x1 convolution. Some eight times less work than a 3x3 convolution of as many
 * channels. Parameters: `0.weight` `[in, 1, ...kernel]`, `1.weight` `[out, in, 1, 1]` and `1.bias` `[out]`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.depthwiseSeparable({ in: 32, out: 64, kernel: 3, padding: 1 }).forward(ones([1, 32, 8, 8]));
 * // Tensor<[1, 64, 8, 8]>
 * ```
 */
export function depthwiseSeparable<
  const I extends number,
  const O extends number,
  const Kernel extends PerAxisOf[2],
  const Stride extends PerAxisOf[2] = 1,
  const Padding extends PaddingOf[2] = 0,
  const Dilation extends PerAxisOf[2] = 1,
>(
  config: SeparableConfig<I, O, Kernel, Stride, Padding, Dilation>,
): Layer<
  Sequential<
    readonly [Conv<2, ConvWeight<2, I, I, Kernel, I>, Stride, Padding, Dilation, I>, Conv<2, ConvWeight<2, I, O, 1, 1>>]
  >
>;
export function depthwiseSeparable(config: Omit<AnyConvConfig, 'groups'>): Layer<ShapeFn> {
  const { in: inChannels, out, bias, ...window } = config;
  const convolution = conv2d as unknown as (config: AnyConvConfig) => Layer<ShapeFn>;
  return sequential(
    convolution({ ...window, in: inChannels, out: inChannels, groups: inChannels, bias: false }),
    convolution({ in: inChannels, out, kernel: 1, ...(bias === undefined ? {} : { bias }) }),
  );
}
