import { FormatError, ShapeError } from '@gemmule/core';
import { assertAtLeast0, assertFraction, assertShare } from '../range.ts';
import type { Schedule, ScheduleProgress, ScheduleState } from './schedule.ts';

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** What the learning rate is multiplied by where nothing gets better any more, below 1. Default 0.1. */
  readonly factor?: number;
  /** Metrics in a row that may be no better than the best before; the next one reduces. Default 10. */
  readonly patience?: number;
  /** Whether a smaller metric is better, as of a loss, or a larger one, as of an accuracy. Default 'min'. */
  readonly mode?: 'min' | 'max';
  /** How much better is better. Default 1e-4. */
  readonly threshold?: number;
  /** Whether that is a share of the best metric or a difference from it. Default 'relative'. */
  readonly thresholdMode?: 'relative' | 'absolute';
  /** Metrics after a reduction that are not counted as bad. Default 0. */
  readonly coolDown?: number;
  /** Where reductions end, as a share of the learning rate. Default 0. */
  readonly minimum?: number;
}

/** What {@link reduceOnPlateau} remembers. */
export type PlateauState = {
  /** What it multiplies by now. */
  readonly factor: number;
  /** Null before the first one. */
  readonly best: number | null;
  /** Metrics in a row that were no better. */
  readonly bad: number;
  /** Metrics that will not be counted as bad. */
  readonly coolDown: number;
};

/** A schedule that goes by metrics. */
export interface PlateauSchedule extends Schedule {
  (progress: ScheduleProgress): number;
  observe(metric: number): void;
  state(): PlateauState;
  restore(state: ScheduleState): void;
}

/**
 * Multiplies the learning rate by `factor` when a metric has stopped getting better, by the rules of PyTorch. It is told the
 * metric with `observe`, once an epoch. NaN is never better.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const schedule = nn.reduceOnPlateau({ factor: 0.5, patience: 3 });
 * schedule.observe((await nn.evaluate(model, others)).loss);
 * optimizer.learningRate = 1e-3 * schedule({ step: 100, steps: 1000, epoch: 1 });
 * ```
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): PlateauSchedule {
  const { factor = 0.1, patience = 10, coolDown = 0, minimum = 0 } = options;
  assertFraction('reduceOnPlateau', 'factor', factor);
  assertCount('patience', patience);
  assertCount('coolDown', coolDown);
  assertShare('reduceOnPlateau', 'minimum', minimum);
  const isBetter = comparison(options);
  let state: PlateauState = { factor: 1, best: null, bad: 0, coolDown: 0 };
  return Object.assign(() => state.factor, {
    observe(metric: number) {
      const better = isBetter(metric, state.best);
      const best = better ? metric : state.best;
      const cooling = state.coolDown > 0;
      const bad = better || cooling ? 0 : state.bad + 1;
      state =
        bad > patience
          ? { factor: Math.max(state.factor * factor, minimum), best, bad: 0, coolDown }
          : { ...state, best, bad, coolDown: cooling ? state.coolDown - 1 : 0 };
    },
    state: () => state,
    restore(saved: ScheduleState) {
      state = checked(saved);
    },
  });
}

function comparison(options: ReduceOnPlateauOptions): (metric: number, best: number | null) => boolean {
  const { mode = 'min', threshold = 1e-4, thresholdMode = 'relative' } = options;
  assertAtLeast0('reduceOnPlateau', 'threshold', threshold);
  if (mode !== 'min' && mode !== 'max') {
    throw new ShapeError(`reduceOnPlateau: mode must be 'min' or 'max', got ${JSON.stringify(mode)}`);
  }
  if (thresholdMode !== 'relative' && thresholdMode !== 'absolute') {
    throw new ShapeError(
      `reduceOnPlateau: thresholdMode must be 'relative' or 'absolute', got ${JSON.stringify(thresholdMode)}`,
    );
  }
  const sign = mode === 'min' ? -1 : 1;
  const limitOf = (best: number): number =>
    thresholdMode === 'relative' ? best * (1 + sign * threshold) : best + sign * threshold;
  return (metric, best) => {
    const limit = limitOf(best ?? -sign * Infinity);
    return mode === 'min' ? metric < limit : metric > limit;
  };
}

function checked({ factor, best, bad, coolDown }: ScheduleState): PlateauState {
  if (isAtLeast0(factor) && isCount(bad) && isCount(coolDown) && (best === null || typeof best === 'number')) {
    return { factor, best, bad, coolDown };
  }
  throw new FormatError('reduceOnPlateau: the state is not one of such a schedule');
}

function isAtLeast0(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function assertCount(key: string, value: number): void {
  if (isCount(value)) return;
  throw new ShapeError(`reduceOnPlateau: ${key} must be a non-negative integer, got ${String(value)}`);
}
