import { assertPositive, ShapeError } from '@gemmule/core';
import { assertAtLeast0 } from '../range.ts';
import { assertUnit, countOf, type ScheduleUnit } from './schedule-unit.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link multiStepDecay}. */
export interface MultiStepDecayOptions {
  /** The epochs after which the learning rate changes, increasing. */
  readonly milestones: readonly number[];
  /** What it is multiplied by at each of them. Default 0.1. */
  readonly factor?: number;
  /** What `milestones` count. Default 'epoch'. */
  readonly by?: ScheduleUnit;
}

/**
 * `factor` to the power of the number of milestones that have been reached.
 *
 * @throws ShapeError for a number out of range, or milestones that do not increase.
 * @example
 * ```ts
 * const schedule = nn.multiStepDecay({ milestones: [60, 120, 160], factor: 0.2 });
 * ```
 */
export function multiStepDecay({ milestones, factor = 0.1, by = 'epoch' }: MultiStepDecayOptions): Schedule {
  const sorted = [...milestones];
  sorted.forEach((milestone, i) => {
    assertPositive('multiStepDecay', `milestones[${i}]`, milestone);
    if (i === 0 || milestone > sorted[i - 1]!) return;
    throw new ShapeError(`multiStepDecay: milestones must increase, got [${sorted.join(', ')}]`);
  });
  assertAtLeast0('multiStepDecay', 'factor', factor);
  assertUnit('multiStepDecay', by);
  return (progress) => factor ** sorted.filter((milestone) => countOf(progress, by) >= milestone).length;
}
