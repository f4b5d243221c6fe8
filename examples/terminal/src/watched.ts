import type { StepReport } from '@gemmule/nn';
import { trainingProgress } from './progress.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** Options of `nn.train`. */
export interface Watch {
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly onStep: (report: StepReport) => void;
}

/** Shows on stderr how a training goes on, until it is over or Ctrl-C ends it. */
export async function watched<T>(train: (watch: Watch) => Promise<T>): Promise<T> {
  const progress = trainingProgress(process.stderr);
  try {
    return await untilInterrupted((signal) => train({ signal, onStep: (report) => progress.step(report) }));
  } finally {
    progress.stop();
  }
}
