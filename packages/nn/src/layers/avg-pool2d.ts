import { avgPool2d as operation } from '@gemmule/core';
import { avgPoolLayer, type AvgPoolLayer } from './avg-pool.ts';

/**
 * Mean of each window: `[N, C, H, W]` to `[N, C, H', W']`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.avgPool2d({ kernel: 2 }).forward(ones([8, 16, 28, 28]));   // Tensor<[8, 16, 14, 14]>
 * ```
 */
export const avgPool2d: AvgPoolLayer<2> = avgPoolLayer(2, operation);
