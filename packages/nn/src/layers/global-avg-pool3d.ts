import { globalAvgPool3d as operation } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import { type GlobalPool, globalPoolLayer } from './global-pool.ts';

/**
 * Mean of each channel over the whole image: `[N, C, D, H, W]` to `[N, C, 1, 1, 1]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.globalAvgPool3d().forward(ones([8, 512, 4, 7, 7]));   // Tensor<[8, 512, 1, 1, 1]>
 * ```
 */
export const globalAvgPool3d: () => Layer<GlobalPool<'Avg', 3>> = globalPoolLayer('Avg', 3, operation);
