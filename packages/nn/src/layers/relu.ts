import { relu as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * Rectifier, `max(x, 0)`, element by element. Directly behind a `conv2d` it is computed together with that.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.relu().forward(tensor([-1, 2], [2]));   // [0, 2]
 * ```
 */
export function relu(): Layer<Elementwise> {
  return activation('relu', apply, { activation: 'relu' });
}
