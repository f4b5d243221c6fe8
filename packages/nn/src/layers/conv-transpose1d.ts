import { convTranspose1d as operation } from '@gemmule/core';
import { convTransposeLayer, type ConvTransposeLayer } from './conv-transpose.ts';

/**
 * 1-D transposed convolution: `[N, in, W]` to `[N, out, W']`. Parameters: `weight` `[in, out / groups, ...kernel]`
 * and `bias` `[out]`, both uniform in `±1 / sqrt(out / groups * kernel)` at first, as in PyTorch.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const up = nn.convTranspose1d({ in: 64, out: 32, kernel: 4, stride: 2, padding: 1 });
 * const y = up.forward(ones([8, 64, 50]));   // Tensor<[8, 32, 100]>
 * ```
 */
export const convTranspose1d: ConvTransposeLayer<1> = convTransposeLayer(1, operation);
