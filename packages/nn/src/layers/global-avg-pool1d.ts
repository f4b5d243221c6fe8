import { globalAvgPool1d as operation } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import { type GlobalPool, globalPoolLayer } from './global-pool.ts';

/**
 * Mean of each channel over the whole image: `[N, C, W]` to `[N, C, 1]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.globalAvgPool1d().forward(ones([8, 512, 49]));   // Tensor<[8, 512, 1]>
 * ```
 */
export const globalAvgPool1d: () => Layer<GlobalPool<'Avg', 1>> = globalPoolLayer('Avg', 1, operation);
