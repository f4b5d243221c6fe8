/** How a training step went. Counts start at 1. */
export interface StepReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** How many there will be. */
  readonly epochs: number;
  /** Over all epochs. */
  readonly step: number;
  /** NaN for batches from a source that does not know how many it has. */
  readonly steps: number;
  /** Samples in this step's batch. */
  readonly count: number;
  /** Of this step's batch. */
  readonly loss: number;
  /** That of this step, as the schedule made it. */
  readonly learningRate: number;
  /** Over the last steps. */
  readonly samplesPerSecond: number;
  /** Seconds since training began; a training that was resumed goes on counting. */
  readonly elapsed: number;
}

/** How an epoch went. */
export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** How many there will be. */
  readonly epochs: number;
  /** Mean over the samples of the epoch, each at the time of its step. */
  readonly loss: number;
  /** On the validation data, if there are any. */
  readonly validation?: ValidationReport;
  /** Over the epoch, validation apart. */
  readonly samplesPerSecond: number;
  /** Seconds since training began; a training that was resumed goes on counting. */
  readonly elapsed: number;
}

/** What `evaluate` tells of the validation data, without the single predictions. */
export interface ValidationReport {
  /** Mean over the samples. */
  readonly loss: number;
  /** For labels: the share that was predicted, from 0 to 1. */
  readonly accuracy?: number;
  /** For labels: the share that was among the k classes with the largest scores, where that was asked for. */
  readonly topAccuracy?: number;
  /** For labels: `confusion[label][prediction]`. */
  readonly confusion?: readonly (readonly number[])[];
}

/** How a training went. */
export interface TrainingReport {
  /** False when it was aborted. */
  readonly completed: boolean;
  /** Whether it ended before its last epoch because nothing got better any more. */
  readonly stoppedEarly: boolean;
  /** The epoch with the best value, where there is early stopping. */
  readonly bestEpoch?: number;
  /** Those that were completed. */
  readonly epochs: readonly EpochReport[];
  /** Steps taken. */
  readonly steps: number;
  /** Seconds. */
  readonly elapsed: number;
}
