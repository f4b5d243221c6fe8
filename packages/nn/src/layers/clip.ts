import { clip as apply, ShapeError } from '@gemmule/core';
import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { activation } from './activation.ts';

/**
 * `x` where it is from `low` to `high`, else the nearer of the two, element by element.
 *
 * @throws ShapeError when `low` is not a number of at most `high`.
 * @example
 * ```ts
 * const y = nn.clip(-1, 1).forward(tensor([-2, 0.5, 2], [3]));   // [-1, 0.5, 1]
 * ```
 */
export function clip(low: number, high: number): Layer<Elementwise> {
  if (!(low <= high)) {
    throw new ShapeError(`clip: low must be a number of at most high, got ${String(low)} and ${String(high)}`);
  }
  return activation('clip', (x) => apply(x, low, high), { config: { low, high } });
}
