import { convTranspose3d as operation } from '@gemmule/core';
import { convTransposeLayer, type ConvTransposeLayer } from './conv-transpose.ts';

/**
 * 3-D transposed convolution: `[N, in, D, H, W]` to `[N, out, D', H', W']`. Parameters: `weight` `[in, out / groups, ...kernel]`
 * and `bias` `[out]`, both uniform in `±1 / sqrt(out / groups * kernel depth * kernel height * kernel width)` at first, as in PyTorch.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const up = nn.convTranspose3d({ in: 64, out: 32, kernel: 2, stride: 2 });
 * const y = up.forward(ones([1, 64, 4, 7, 7]));   // Tensor<[1, 32, 8, 14, 14]>
 * ```
 */
export const convTranspose3d: ConvTransposeLayer<3> = convTransposeLayer(3, operation);
