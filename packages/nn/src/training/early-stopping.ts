import { assertPositive, ShapeError } from '@gemmule/core';
import type { EpochReport } from './report.ts';

/** When to end a training before its last epoch. */
export interface EarlyStopping {
  /** Epochs in a row that may pass without a better value. */
  readonly patience: number;
  /** How much smaller than the best value so far a better one has to be. Default 0. */
  readonly minimumChange?: number;
  /**
   * What is looked at; smaller is better. Default: the loss on the validation data, or, without any, that of training. For
   * accuracy, say `(report) => -report.validation.accuracy`.
   */
  readonly value?: (report: EpochReport) => number;
  /** Whether the model gets the weights of the best epoch back in the end. Default false. */
  readonly restoreBest?: boolean;
}

/** The best epoch so far. */
export interface Best {
  readonly epoch: number;
  readonly value: number;
}

/** Keeps the best of all epochs. */
export class Watch {
  readonly #options: EarlyStopping;
  /** Undefined before the first epoch. */
  best: Best | undefined;

  constructor(options: EarlyStopping) {
    const { patience, minimumChange = 0 } = options;
    assertPositive('train', 'patience', patience);
    if (!(Number.isFinite(minimumChange) && minimumChange >= 0)) {
      throw new ShapeError(`train: minimumChange must be a finite number of at least 0, got ${String(minimumChange)}`);
    }
    this.#options = options;
  }

  get restoreBest(): boolean {
    return this.#options.restoreBest ?? false;
  }

  /** Whether this epoch is the best so far. NaN never is, unless it is the first. */
  add(report: EpochReport): boolean {
    const { value = usualValue, minimumChange = 0 } = this.#options;
    const now = value(report);
    if (this.best !== undefined && !(now < this.best.value - minimumChange || Number.isNaN(this.best.value)))
      return false;
    this.best = { epoch: report.epoch, value: now };
    return true;
  }

  /** Whether nothing has got better for too long. */
  isOver(epoch: number): boolean {
    return this.best !== undefined && epoch - this.best.epoch >= this.#options.patience;
  }
}

/** The loss on the validation data, or, without any, that of training. */
export function usualValue({ loss, validation }: EpochReport): number {
  return validation?.loss ?? loss;
}
