import type { Arg, Backend, DType, Out, Shape, Tensor } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import type { Apply } from '../layer/shape-fn.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { BatchSource } from './batch-source.ts';
import type { TrainingCallback } from './callback.ts';
import type { Dataset, TargetOf } from './dataset.ts';
import type { EarlyStopping } from './early-stopping.ts';
import type { EpochReport, StepReport, TrainingReport } from './report.ts';
import { runTraining } from './training-run.ts';
import type { Validation } from './validation.ts';

/** Options of {@link train}. */
export interface TrainOptions<Data, Prediction, Target> {
  /** A data set, which is shuffled and cut into batches, or batches that somebody else makes. */
  readonly data: Data;
  /** From predictions and targets of a batch to one number: `crossEntropy`, `mseLoss`, or your own of operations. */
  readonly loss: (prediction: Prediction, target: Target) => Tensor;
  /**
   * Not used before: it remembers things about its parameters. The caller disposes it. One that has a `team`, as `distributed`
   * of `@gemmule/mpi` makes it, trains together with other processes.
   */
  readonly optimizer: Optimizer;
  /** How often to go through the data. */
  readonly epochs: number;
  /**
   * Samples per step, of all processes together where several train one model. Default 32. This and the next two are for a
   * `Dataset`; a `BatchSource` has made its batches.
   */
  readonly batch?: number;
  /** Leave out the last batch of an epoch when it is smaller than the others. Default false. */
  readonly dropLast?: boolean;
  /** Whether each epoch has an order of its own. Default true. */
  readonly shuffle?: boolean;
  /** For the order of the samples, what layers such as dropout draw, and parameters that have no values yet. Default 0. */
  readonly seed?: number;
  /** Where to train parameters that have no values yet. Default: the current backend. */
  readonly backend?: Backend;
  /** Stops training after the step at hand; what has been learned stays. */
  readonly signal?: AbortSignal | undefined;
  /**
   * What to multiply the optimiser's learning rate by, step by step; what that is when training begins is the whole. A schedule
   * that goes by a metric is told the loss on the validation data, or, without any, that of training.
   */
  readonly schedule?: Schedule | undefined;
  /** Limits of the gradients, before the optimiser sees them: of each element, and then of the norm of all. */
  readonly clip?: { readonly value?: number; readonly norm?: number } | undefined;
  /** Batches that the optimiser sees as one, by the mean of their gradients over all samples. Default 1. */
  readonly accumulate?: number;
  /** Evaluated after each epoch, with the same loss. */
  readonly validation?: Validation | undefined;
  /** Ends the training where nothing gets better any more. */
  readonly earlyStopping?: EarlyStopping | undefined;
  /** Writes down where the training stands, after each epoch or more often, and where it is aborted. */
  readonly checkpoint?: CheckpointWriter | undefined;
  /** What a `checkpoint` wrote: goes on from there, to the same bits as if it had never stopped. */
  readonly resume?: Uint8Array | undefined;
  /** Called after each step, and waited for. What it throws ends the training. */
  readonly onStep?: ((report: StepReport) => void | Promise<void>) | undefined;
  /** Called after each epoch, and waited for. What it throws ends the training. */
  readonly onEpoch?: ((report: EpochReport) => void | Promise<void>) | undefined;
  /** Told as well, in order. */
  readonly callbacks?: readonly TrainingCallback[] | undefined;
}

/** Where checkpoints go. `checkpointFile` of `@gemmule/nn/node` is one. */
export interface CheckpointWriter {
  /** Gets the bytes of a safetensors file; what it returns is waited for. */
  save(bytes: Uint8Array): void | Promise<void>;
  /** Also after each so many steps. Default: only after epochs. */
  readonly everySteps?: number | undefined;
}

/**
 * Trains a model in place. The same seed, data and backend give the same weights, to the bit. After the first step
 * nothing is allocated any more (a smaller last batch has a first step of its own).
 *
 * @returns a report; with `completed: false` where the signal stopped it, which is no error
 * @throws ShapeError when an option is out of range, or model, data and loss do not fit; FormatError when there is no going on
 *   from `resume`; and whatever a callback throws. What has been learned until then stays.
 * @example
 * ```ts
 * await nn.train(model, {
 *   data, loss: nn.crossEntropy, optimizer: nn.adam({ learningRate: 1e-3 }), epochs: 3, seed: 1,
 *   onStep: ({ step, steps, loss }) => console.log(`${step}/${steps}: ${loss.toFixed(3)}`),
 * });
 *
 * // A long training: tried on other data after each epoch, written down, and taken up again where it was.
 * const file = checkpointFile('digits.checkpoint');   // from '@gemmule/nn/node'
 * await nn.train(model, {
 *   data, loss: nn.crossEntropy, optimizer: nn.adam(), schedule: nn.cosineDecay(), clip: { norm: 1 }, epochs: 50,
 *   validation: { data: others }, earlyStopping: { patience: 5, restoreBest: true },
 *   checkpoint: file, resume: await file.load(),
 * });
 * ```
 */
export function train<const M extends AnyLayer, D extends DType, S extends Shape, T extends Shape>(
  model: M,
  options: TrainOptions<
    Arg<Apply<M['~shapes'], [number, ...S]>, Dataset<D, S, T> | BatchSource<D, S, T>>,
    Out<Apply<M['~shapes'], [number, ...S]>>,
    TargetOf<D, [number, ...T]>
  >,
): Promise<TrainingReport> {
  return runTraining(model, options as unknown as AnyTrainOptions);
}

/** {@link TrainOptions} of which the compiler knows nothing. */
export type AnyTrainOptions = TrainOptions<Dataset | BatchSource, Tensor<number[]>, TargetOf<DType, number[]>>;
