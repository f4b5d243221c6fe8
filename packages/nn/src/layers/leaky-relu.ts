import { leakyRelu as apply, ShapeError } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * `x` where it is positive, else `slope * x`, element by element.
 *
 * @param slope a finite number; default 0.01
 * @throws ShapeError when the slope is not finite.
 * @example
 * ```ts
 * const y = nn.leakyRelu(0.1).forward(tensor([-1, 2], [2]));   // [-0.1, 2]
 * ```
 */
export function leakyRelu(slope = 0.01): Layer<Elementwise> {
  if (!Number.isFinite(slope)) throw new ShapeError(`leakyRelu: slope must be a finite number, got ${slope}`);
  return activation('leakyRelu', (x) => apply(x, slope), { config: { slope } });
}
