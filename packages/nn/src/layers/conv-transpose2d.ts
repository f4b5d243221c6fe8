import { convTranspose2d as operation } from '@gemmule/core';
import { convTransposeLayer, type ConvTransposeLayer } from './conv-transpose.ts';

/**
 * 2-D transposed convolution: `[N, in, H, W]` to `[N, out, H', W']`. Parameters: `weight` `[in, out / groups, ...kernel]`
 * and `bias` `[out]`, both uniform in `±1 / sqrt(out / groups * kernel height * kernel width)` at first, as in PyTorch.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const up = nn.convTranspose2d({ in: 64, out: 32, kernel: 4, stride: 2, padding: 1 });
 * const y = up.forward(ones([8, 64, 7, 7]));   // Tensor<[8, 32, 14, 14]>
 * ```
 */
export const convTranspose2d: ConvTransposeLayer<2> = convTransposeLayer(2, operation);
