import { mish as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * `x * tanh(log(1 + exp(x)))` (Misra, 2020), element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.mish().forward(tensor([0, 1], [2]));   // [0, 0.8650984]
 * ```
 */
export function mish(): Layer<Elementwise> {
  return activation('mish', apply);
}
