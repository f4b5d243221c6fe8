import type { ConvShape, Mul } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { shortcut } from './basic-block.ts';

/** What {@link bottleneck} does to shapes. */
export interface Bottleneck<I extends number, Width extends number, Stride extends number> extends nn.ShapeFn {
  readonly out: ConvShape<2, nn.In<this['in']>, [Mul<Width, 4>, I, 3, 3], Stride, 1>;
}

/**
 * The block of ResNet-50 (He and others, "Deep residual learning for image recognition", 2015, figure 5): a 1x1 convolution to
 * `width` channels, a 3x3 one, which takes the stride, and a 1x1 one to four times `width`, the input added.
 *
 * @throws ShapeError, when it is made, for a number of channels or classes that is not a positive integer.
 * @example
 * ```ts
 * const y = bottleneck(256, 128, 2).forward(ones([1, 256, 56, 56]));   // Tensor<[1, 512, 28, 28]>
 * ```
 */
export function bottleneck<const I extends number, const Width extends number, const Stride extends number = 1>(
  inChannels: I,
  width: Width,
  stride: Stride = 1 as Stride,
): nn.Layer<Bottleneck<I, Width, Stride>> {
  const conv = nn.conv2d<number, number, number, number, number>;
  const out = 4 * width;
  const block: nn.AnyLayer = nn.residual(
    { ...shortcut(inChannels, out, stride), activation: nn.relu() },
    conv({ in: inChannels, out: width, kernel: 1, bias: false }),
    nn.batchNorm2d<number>(width),
    nn.relu(),
    conv({ in: width, out: width, kernel: 3, stride, padding: 1, bias: false }),
    nn.batchNorm2d<number>(width),
    nn.relu(),
    conv({ in: width, out, kernel: 1, bias: false }),
    nn.batchNorm2d<number>(out),
  );
  return block as nn.Layer<Bottleneck<I, Width, Stride>>;
}
