import type { EpochReport, StepReport, TrainingReport } from './report.ts';

/** Told how a training goes. What a member returns is waited for, and what it throws ends the training. */
export interface TrainingCallback {
  /** After each step. */
  onStep?(report: StepReport): void | Promise<void>;
  /** After each epoch. */
  onEpoch?(report: EpochReport): void | Promise<void>;
  /** When it is over, or was aborted. */
  onEnd?(report: TrainingReport): void | Promise<void>;
}
