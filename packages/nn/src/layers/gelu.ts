import { gelu as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * Gaussian error linear unit in its exact form, `x / 2 * (1 + erf(x / sqrt 2))`, element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.gelu().forward(tensor([0, 1], [2]));   // [0, 0.8413447]
 * ```
 */
export function gelu(): Layer<Elementwise> {
  return activation('gelu', apply);
}
