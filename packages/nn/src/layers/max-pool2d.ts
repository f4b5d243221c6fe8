import { maxPool2d as operation } from '@gemmule/core';
import { maxPoolLayer, type MaxPoolLayer } from './max-pool.ts';

/**
 * Largest element of each window: `[N, C, H, W]` to `[N, C, H', W']`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.maxPool2d({ kernel: 2 }).forward(ones([8, 16, 28, 28]));   // Tensor<[8, 16, 14, 14]>
 * ```
 */
export const maxPool2d: MaxPoolLayer<2> = maxPoolLayer(2, operation);
