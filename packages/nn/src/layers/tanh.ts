import { tanh as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * Hyperbolic tangent `(exp(x) - exp(-x)) / (exp(x) + exp(-x))`, from -1 to 1, element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.tanh().forward(tensor([0], [1]));   // [0]
 * ```
 */
export function tanh(): Layer<Elementwise> {
  return activation('tanh', apply);
}
