import { selu as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * Scaled exponential linear unit (Klambauer and others, 2017), `1.0507 * elu(x, 1.6733)`, element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.selu().forward(tensor([-1, 2], [2]));   // [-1.1113307, 2.101402]
 * ```
 */
export function selu(): Layer<Elementwise> {
  return activation('selu', apply);
}
