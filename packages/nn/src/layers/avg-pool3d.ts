import { avgPool3d as operation } from '@gemmule/core';
import { avgPoolLayer, type AvgPoolLayer } from './avg-pool.ts';

/**
 * Mean of each window: `[N, C, D, H, W]` to `[N, C, D', H', W']`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.avgPool3d({ kernel: 2 }).forward(ones([8, 16, 4, 28, 28]));   // Tensor<[8, 16, 2, 14, 14]>
 * ```
 */
export const avgPool3d: AvgPoolLayer<3> = avgPoolLayer(3, operation);
