import { hardsigmoid as apply } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * `x / 6 + 1 / 2`, at least 0 and at most 1, element by element.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const y = nn.hardsigmoid().forward(tensor([-4, 0, 1.5], [3]));   // [0, 0.5, 0.75]
 * ```
 */
export function hardsigmoid(): Layer<Elementwise> {
  return activation('hardsigmoid', apply);
}
