import { conv1d as operation } from '@gemmule/core';
import { convLayer, type ConvLayer } from './conv.ts';

/**
 * 1-D convolution: `[N, in, W]` to `[N, out, W']`. Parameters: `weight` `[out, in / groups, ...kernel]` and `bias`
 * `[out]`, both uniform in `±1 / sqrt(in / groups * kernel)` at first, as in PyTorch.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const layer = nn.conv1d({ in: 16, out: 32, kernel: 5, padding: 'causal' });
 * const y = layer.forward(ones([8, 16, 100]));   // Tensor<[8, 32, 100]>
 * ```
 */
export const conv1d: ConvLayer<1> = convLayer(1, operation);
