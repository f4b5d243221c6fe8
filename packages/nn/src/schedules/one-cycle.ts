import { assertPositive, ShapeError } from '@gemmule/core';
import { assertAbove0, assertFraction } from '../range.ts';
import { cosineBetween, lineBetween, type Schedule, stepsOf } from './schedule.ts';

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** The share of the steps in which the learning rate rises, from 0 to below 1. Default 0.3. */
  readonly warmUp?: number;
  /** It begins at the learning rate divided by this. Default 25. */
  readonly divisor?: number;
  /** It ends at its beginning divided by this. Default 10,000. */
  readonly finalDivisor?: number;
  /** How it goes from one to the next. Default 'cosine'. */
  readonly anneal?: 'cosine' | 'linear';
  /** How many steps it takes. Default: those of the training. */
  readonly steps?: number;
}

/**
 * One rise from `1 / divisor` to 1, and one fall to `1 / (divisor finalDivisor)`, which the last step is taken with (Smith and
 * Topin, "Super-convergence: very fast training of neural networks using large learning rates", 2018), at the same steps as in
 * PyTorch. The optimiser's learning rate is the highest. Its momentum stays as it is.
 *
 * @throws ShapeError for a number out of range; when it is called, if nobody knows the number of steps.
 * @example
 * ```ts
 * const schedule = nn.oneCycle({ warmUp: 0.25 });
 * ```
 */
export function oneCycle(options: OneCycleOptions = {}): Schedule {
  const { warmUp = 0.3, divisor = 25, finalDivisor = 1e4, anneal = 'cosine', steps } = options;
  assertFraction('oneCycle', 'warmUp', warmUp);
  assertAbove0('oneCycle', 'divisor', divisor);
  assertAbove0('oneCycle', 'finalDivisor', finalDivisor);
  if (anneal !== 'cosine' && anneal !== 'linear') {
    throw new ShapeError(`oneCycle: anneal must be 'cosine' or 'linear', got ${JSON.stringify(anneal)}`);
  }
  if (steps !== undefined) assertPositive('oneCycle', 'steps', steps);
  const between = anneal === 'cosine' ? cosineBetween : lineBetween;
  return (progress) => {
    const last = stepsOf('oneCycle', steps, progress) - 1;
    // Below 0 where there are too few steps to rise: then it falls from there on.
    const peak = warmUp * (last + 1) - 1;
    const at = Math.min(progress.step, last);
    if (at < peak) return between(1 / divisor, 1, at / peak);
    return between(1, 1 / (divisor * finalDivisor), (at - peak) / (last - peak));
  };
}
