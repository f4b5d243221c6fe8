import { ShapeError } from '@gemmule/core';

/** How far a training is when its next step begins. What is counted has been done, so all counts start at 0. */
export interface ScheduleProgress {
  /** Steps taken, over all epochs. */
  readonly step: number;
  /** Steps of the whole training; NaN where nobody knows. */
  readonly steps: number;
  /** Epochs completed. */
  readonly epoch: number;
}

/**
 * What to multiply a learning rate by, as training goes on. Any function of the progress is a schedule. Groups of parameters
 * with a factor of their own follow, because it is the optimiser's learning rate that changes.
 *
 * @example
 * ```ts
 * const optimizer = nn.adam();
 * const schedule = nn.warmUp({ steps: 100 }, nn.cosineDecay());
 * const [steps, stepsPerEpoch] = [1000, 250];
 * for (let step = 0; step < steps; step++) {
 *   optimizer.learningRate = 1e-3 * schedule({ step, steps, epoch: Math.floor(step / stepsPerEpoch) });
 *   // forward, gradients, optimizer.step
 * }
 *
 * const halved: nn.Schedule = ({ epoch }) => 0.5 ** epoch;   // one of your own
 * ```
 */
export interface Schedule {
  (progress: ScheduleProgress): number;
  /** Told how well the model does, once an epoch; for a schedule that goes by it. */
  observe?(metric: number): void;
  /** What it remembers of that, for a checkpoint: numbers that JSON can hold. */
  state?(): ScheduleState;
  /** Goes on from what `state` gave. @throws FormatError when it is not such a state; nothing is changed then. */
  restore?(state: ScheduleState): void;
}

/** What a schedule remembers. */
export type ScheduleState = Readonly<Record<string, number | null>>;

/** The steps that a schedule is for: its own number, or those of the training. */
export function stepsOf(operation: string, own: number | undefined, { steps }: ScheduleProgress): number {
  const total = own ?? steps;
  if (Number.isSafeInteger(total) && total > 0) return total;
  throw new ShapeError(
    `${operation}: the number of steps must be a positive integer, got ${String(total)}; where the training does not know, ` +
      'give { steps } to the schedule',
  );
}

/** From `start` at 0 to `end` at 1, along half a wave. */
export function cosineBetween(start: number, end: number, share: number): number {
  return end + ((start - end) / 2) * (1 + Math.cos(Math.PI * share));
}

/** From `start` at 0 to `end` at 1, along a line. */
export function lineBetween(start: number, end: number, share: number): number {
  return start + (end - start) * share;
}
