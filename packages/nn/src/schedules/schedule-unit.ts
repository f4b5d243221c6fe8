import { ShapeError } from '@gemmule/core';
import type { ScheduleProgress } from './schedule.ts';

/** What a schedule goes by. */
export type ScheduleUnit = 'epoch' | 'step';

/** Throws unless it is one of the two. */
export function assertUnit(operation: string, by: ScheduleUnit): void {
  if (by === 'epoch' || by === 'step') return;
  throw new ShapeError(`${operation}: by must be 'epoch' or 'step', got ${JSON.stringify(by)}`);
}

/** How many of them have been done. */
export function countOf(progress: ScheduleProgress, by: ScheduleUnit): number {
  return by === 'epoch' ? progress.epoch : progress.step;
}
