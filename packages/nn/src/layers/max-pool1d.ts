import { maxPool1d as operation } from '@gemmule/core';
import { maxPoolLayer, type MaxPoolLayer } from './max-pool.ts';

/**
 * Largest element of each window: `[N, C, W]` to `[N, C, W']`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.maxPool1d({ kernel: 2 }).forward(ones([8, 16, 28]));   // Tensor<[8, 16, 14]>
 * ```
 */
export const maxPool1d: MaxPoolLayer<1> = maxPoolLayer(1, operation);
