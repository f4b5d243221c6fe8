import { relu6 as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * `min(max(x, 0), 6)`, element by element: a rectifier for numbers of few bits (Howard and others, "MobileNets", 2017).
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.relu6().forward(tensor([-1, 2, 8], [3]));   // [0, 2, 6]
 * ```
 */
export function relu6(): Layer<Elementwise> {
  return activation('relu6', apply);
}
