import { assertPositive, ShapeError } from '@gemmule/core';
import { assertShare } from '../range.ts';
import type { PlateauSchedule } from './reduce-on-plateau.ts';
import { lineBetween, type Schedule } from './schedule.ts';

/** Options of {@link warmUp}. */
export interface WarmUpOptions {
  /** How many steps it takes. */
  readonly steps: number;
  /** Where it begins, as a share of the learning rate. Default 0.01: at 0 the first step would do nothing. */
  readonly from?: number;
}

/**
 * A line from `from` to 1 (Goyal and others, "Accurate, large minibatch SGD", 2017), then another schedule, whose steps begin
 * where these end. Its epochs are those of the training, warm-up included.
 *
 * @param schedule what comes then. Default: 1 for ever
 * @throws ShapeError for a number out of range; when it is called, if the training has no steps left for the other schedule.
 * @example
 * ```ts
 * const schedule = nn.warmUp({ steps: 500 }, nn.cosineDecay());
 * ```
 */
export function warmUp(options: WarmUpOptions, schedule: PlateauSchedule): PlateauSchedule;
export function warmUp(options: WarmUpOptions, schedule?: Schedule): Schedule;
export function warmUp({ steps: length, from = 0.01 }: WarmUpOptions, then: Schedule = () => 1): Schedule {
  assertPositive('warmUp', 'steps', length);
  assertShare('warmUp', 'from', from);
  const schedule: Schedule = ({ step, steps, epoch }) => {
    if (length >= steps) throw new ShapeError(`warmUp: ${length} steps leave nothing of the ${steps} of the training`);
    const rest = then({ step: Math.max(step - length, 0), steps: steps - length, epoch });
    return rest * lineBetween(from, 1, Math.min(step / length, 1));
  };
  // What the other one can do, this one can, so that it may stand in its place.
  if (then.observe !== undefined) schedule.observe = (metric) => then.observe?.(metric);
  if (then.state !== undefined) schedule.state = () => then.state?.() ?? {};
  if (then.restore !== undefined) schedule.restore = (state) => then.restore?.(state);
  return schedule;
}
