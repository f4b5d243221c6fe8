import { conv3d as operation } from '@gemmule/core';
import { convLayer, type ConvLayer } from './conv.ts';

/**
 * 3-D convolution: `[N, in, D, H, W]` to `[N, out, D', H', W']`. Parameters: `weight` `[out, in / groups, ...kernel]` and `bias`
 * `[out]`, both uniform in `±1 / sqrt(in / groups * kernel depth * kernel height * kernel width)` at first, as in PyTorch.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const layer = nn.conv3d({ in: 3, out: 16, kernel: 3, padding: 'same' });
 * const y = layer.forward(ones([1, 3, 16, 32, 32]));   // Tensor<[1, 16, 16, 32, 32]>
 * ```
 */
export const conv3d: ConvLayer<3> = convLayer(3, operation);
