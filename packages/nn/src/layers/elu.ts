import { elu as apply, ShapeError } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * Exponential linear unit (Clevert, Unterthiner and Hochreiter, 2016), element by element: `x` where it is positive, else
 * `alpha * (exp(x) - 1)`.
 *
 * @param alpha a finite number from 0; default 1
 * @throws ShapeError when alpha is none.
 * @example
 * ```ts
 * const y = nn.elu().forward(tensor([-1, 2], [2]));   // [-0.6321206, 2]
 * ```
 */
export function elu(alpha = 1): Layer<Elementwise> {
  if (!(Number.isFinite(alpha) && alpha >= 0)) {
    throw new ShapeError(`elu: alpha must be a finite number of at least 0, got ${String(alpha)}`);
  }
  return activation('elu', (x) => apply(x, alpha), { config: { alpha } });
}
