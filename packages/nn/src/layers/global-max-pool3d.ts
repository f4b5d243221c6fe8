import { globalMaxPool3d as operation } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import { type GlobalPool, globalPoolLayer } from './global-pool.ts';

/**
 * Largest element of each channel over the whole image: `[N, C, D, H, W]` to `[N, C, 1, 1, 1]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.globalMaxPool3d().forward(ones([8, 512, 4, 7, 7]));   // Tensor<[8, 512, 1, 1, 1]>
 * ```
 */
export const globalMaxPool3d: () => Layer<GlobalPool<'Max', 3>> = globalPoolLayer('Max', 3, operation);
