import * as nn from '@gemmule/nn';
import { datasetOf, type Digits } from './data.ts';
import type { DigitReader } from './model.ts';

export interface TrainOptions {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Told after each step. */
  readonly onStep: (report: nn.StepReport) => void;
}

/** Trains the model, in place. */
export async function train(model: DigitReader, digits: Digits, options: TrainOptions): Promise<nn.TrainingReport> {
  const { epochs, batch, learningRate, seed, signal, onStep } = options;
  const optimizer = nn.adam({ learningRate });
  try {
    return await nn.train(model, {
      data: datasetOf(digits),
      loss: nn.crossEntropy,
      optimizer,
      epochs,
      batch,
      seed,
      signal,
      onStep(report) {
        onStep(report);
        // Large steps at the beginning, small ones at the end, where the last tenths of a percent are.
        optimizer.learningRate = learningRate * (1 - report.step / report.steps);
      },
    });
  } finally {
    optimizer.dispose();
  }
}
