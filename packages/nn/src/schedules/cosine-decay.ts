import { assertPositive } from '@gemmule/core';
import { assertShare } from '../range.ts';
import { cosineBetween, type Schedule, stepsOf } from './schedule.ts';

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** Where it ends, as a share of the learning rate. Default 0. */
  readonly minimum?: number;
  /** After how many steps. Default: those of the training. */
  readonly steps?: number;
}

/**
 * Half a wave from 1 down to `minimum`: `minimum + (1 - minimum) (1 + cos(pi t / steps)) / 2` after t steps (Loshchilov and
 * Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017; there are no restarts here). It stays at the minimum.
 *
 * @throws ShapeError for a number out of range; when it is called, if nobody knows the number of steps.
 * @example
 * ```ts
 * const schedule = nn.warmUp({ steps: 500 }, nn.cosineDecay({ minimum: 0.01 }));
 * ```
 */
export function cosineDecay({ minimum = 0, steps }: CosineDecayOptions = {}): Schedule {
  assertShare('cosineDecay', 'minimum', minimum);
  if (steps !== undefined) assertPositive('cosineDecay', 'steps', steps);
  return (progress) => {
    const total = stepsOf('cosineDecay', steps, progress);
    return cosineBetween(1, minimum, Math.min(progress.step / total, 1));
  };
}
