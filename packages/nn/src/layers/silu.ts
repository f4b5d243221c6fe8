import { silu as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * Sigmoid linear unit, also called swish, `x * sigmoid(x)`, element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.silu().forward(tensor([0], [1]));   // [0]
 * ```
 */
export function silu(): Layer<Elementwise> {
  return activation('silu', apply);
}
