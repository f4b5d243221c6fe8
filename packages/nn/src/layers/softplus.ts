import { softplus as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * `log(1 + exp(x))`, a smooth rectifier, element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.softplus().forward(tensor([0, 100], [2]));   // [0.6931472, 100]
 * ```
 */
export function softplus(): Layer<Elementwise> {
  return activation('softplus', apply);
}
