import type { ConvShape } from '@gemmule/core';
import * as nn from '@gemmule/nn';

/** What {@link basicBlock} does to shapes. */
export interface BasicBlock<I extends number, O extends number, Stride extends number> extends nn.ShapeFn {
  readonly out: ConvShape<2, nn.In<this['in']>, [O, I, 3, 3], Stride, 1>;
}

/**
 * The block of ResNet-18 and ResNet-34 (He and others, "Deep residual learning for image recognition", 2015, figure 2): two 3x3
 * convolutions, the input added. Where the shape changes, a 1x1 convolution takes the input along (option B of the paper).
 *
 * @throws ShapeError, when it is made, for a number of channels or classes that is not a positive integer.
 * @example
 * ```ts
 * const y = basicBlock(64, 128, 2).forward(ones([1, 64, 56, 56]));   // Tensor<[1, 128, 28, 28]>
 * ```
 */
export function basicBlock<const I extends number, const O extends number, const Stride extends number = 1>(
  inChannels: I,
  out: O,
  stride: Stride = 1 as Stride,
): nn.Layer<BasicBlock<I, O, Stride>> {
  const conv = nn.conv2d<number, number, number, number, number>;
  const block: nn.AnyLayer = nn.residual(
    { ...shortcut(inChannels, out, stride), activation: nn.relu() },
    conv({ in: inChannels, out, kernel: 3, stride, padding: 1, bias: false }),
    nn.batchNorm2d<number>(out),
    nn.relu(),
    conv({ in: out, out, kernel: 3, padding: 1, bias: false }),
    nn.batchNorm2d<number>(out),
  );
  return block as nn.Layer<BasicBlock<I, O, Stride>>;
}

/** Takes the input of a block to the shape of its output; nothing where that is the same. */
export function shortcut(inChannels: number, out: number, stride: number): { readonly shortcut?: nn.AnyLayer } {
  if (inChannels === out && stride === 1) return {};
  const conv = nn.conv2d<number, number, number, number, number>;
  return {
    shortcut: nn.sequential(conv({ in: inChannels, out, kernel: 1, stride, bias: false }), nn.batchNorm2d<number>(out)),
  };
}
