import { maxPool3d as operation } from '@gemmule/core';
import { maxPoolLayer, type MaxPoolLayer } from './max-pool.ts';

/**
 * Largest element of each window: `[N, C, D, H, W]` to `[N, C, D', H', W']`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.maxPool3d({ kernel: 2 }).forward(ones([8, 16, 4, 28, 28]));   // Tensor<[8, 16, 2, 14, 14]>
 * ```
 */
export const maxPool3d: MaxPoolLayer<3> = maxPoolLayer(3, operation);
