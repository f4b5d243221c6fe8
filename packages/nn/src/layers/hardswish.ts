import { hardswish as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * `x * hardsigmoid(x)` (Howard and others, "Searching for MobileNetV3", 2019), element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.hardswish().forward(tensor([-4, 1.5, 4], [3]));   // [0, 1.125, 4]
 * ```
 */
export function hardswish(): Layer<Elementwise> {
  return activation('hardswish', apply);
}
