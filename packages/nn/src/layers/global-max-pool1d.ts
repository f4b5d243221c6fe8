import { globalMaxPool1d as operation } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import { type GlobalPool, globalPoolLayer } from './global-pool.ts';

/**
 * Largest element of each channel over the whole image: `[N, C, W]` to `[N, C, 1]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.globalMaxPool1d().forward(ones([8, 512, 49]));   // Tensor<[8, 512, 1]>
 * ```
 */
export const globalMaxPool1d: () => Layer<GlobalPool<'Max', 1>> = globalPoolLayer('Max', 1, operation);
