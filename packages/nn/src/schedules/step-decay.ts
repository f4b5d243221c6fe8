import { assertPositive } from '@gemmule/core';
import { assertAtLeast0 } from '../range.ts';
import { assertUnit, countOf, type ScheduleUnit } from './schedule-unit.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link stepDecay}. */
export interface StepDecayOptions {
  /** How many epochs go by between two changes. */
  readonly every: number;
  /** What the learning rate is multiplied by then. Default 0.1. */
  readonly factor?: number;
  /** What `every` counts. Default 'epoch'. */
  readonly by?: ScheduleUnit;
}

/**
 * `factor` to the power of `floor(epochs / every)`: the learning rate goes down in equal stairs.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const schedule = nn.stepDecay({ every: 30 });   // 1, from epoch 30 on 0.1, from epoch 60 on 0.01
 * ```
 */
export function stepDecay({ every, factor = 0.1, by = 'epoch' }: StepDecayOptions): Schedule {
  assertPositive('stepDecay', 'every', every);
  assertAtLeast0('stepDecay', 'factor', factor);
  assertUnit('stepDecay', by);
  return (progress) => factor ** Math.floor(countOf(progress, by) / every);
}
