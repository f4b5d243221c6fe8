import { sigmoid as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * Logistic function, `1 / (1 + exp(-x))`, element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.sigmoid().forward(tensor([0], [1]));   // [0.5]
 * ```
 */
export function sigmoid(): Layer<Elementwise> {
  return activation('sigmoid', apply);
}
