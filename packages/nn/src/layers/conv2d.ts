import { conv2d as operation } from '@gemmule/core';
import { convLayer, type ConvLayer } from './conv.ts';

/**
 * 2-D convolution: `[N, in, H, W]` to `[N, out, H', W']`. Parameters: `weight` `[out, in / groups, ...kernel]` and `bias`
 * `[out]`, both uniform in `±1 / sqrt(in / groups * kernel height * kernel width)` at first, as in PyTorch.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const layer = nn.conv2d({ in: 3, out: 64, kernel: 7, stride: 2, padding: 3 });
 * const y = layer.forward(ones([8, 3, 224, 224]));   // Tensor<[8, 64, 112, 112]>
 * ```
 */
export const conv2d: ConvLayer<2> = convLayer(2, operation);
