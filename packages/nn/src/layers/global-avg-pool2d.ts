import { globalAvgPool2d as operation } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import { type GlobalPool, globalPoolLayer } from './global-pool.ts';

/**
 * Mean of each channel over the whole image: `[N, C, H, W]` to `[N, C, 1, 1]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.globalAvgPool2d().forward(ones([8, 512, 7, 7]));   // Tensor<[8, 512, 1, 1]>
 * ```
 */
export const globalAvgPool2d: () => Layer<GlobalPool<'Avg', 2>> = globalPoolLayer('Avg', 2, operation);
