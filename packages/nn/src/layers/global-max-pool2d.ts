import { globalMaxPool2d as operation } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import { type GlobalPool, globalPoolLayer } from './global-pool.ts';

/**
 * Largest element of each channel over the whole image: `[N, C, H, W]` to `[N, C, 1, 1]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.globalMaxPool2d().forward(ones([8, 512, 7, 7]));   // Tensor<[8, 512, 1, 1]>
 * ```
 */
export const globalMaxPool2d: () => Layer<GlobalPool<'Max', 2>> = globalPoolLayer('Max', 2, operation);
