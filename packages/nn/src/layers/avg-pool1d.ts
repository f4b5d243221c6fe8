import { avgPool1d as operation } from '@gemmule/core';
import { avgPoolLayer, type AvgPoolLayer } from './avg-pool.ts';

/**
 * Mean of each window: `[N, C, W]` to `[N, C, W']`.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const y = nn.avgPool1d({ kernel: 2 }).forward(ones([8, 16, 28]));   // Tensor<[8, 16, 14]>
 * ```
 */
export const avgPool1d: AvgPoolLayer<1> = avgPoolLayer(1, operation);
