import {
  type Arg,
  assertPositive,
  type Backend,
  detach,
  type DType,
  generator,
  getBackend,
  gradients,
  type Out,
  scope,
  type Shape,
  ShapeError,
  type Tensor,
} from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import { splitSeed } from '../layer/seeds.ts';
import type { Apply } from '../layer/shape-fn.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { type BatchSource, type HostBatch, isBatchSource, trainingBatches } from './batch-source.ts';
import { upload } from './batches.ts';
import type { Dataset, TargetOf } from './dataset.ts';
import { nextTask } from './next-task.ts';

/** How a training step went. Counts start at 1. */
export interface StepReport {
  readonly epoch: number;
  readonly epochs: number;
  /** Over all epochs. */
  readonly step: number;
  /** NaN for batches from a source that does not know how many it has. */
  readonly steps: number;
  /** Samples in this step's batch. */
  readonly count: number;
  /** Of this step's batch. */
  readonly loss: number;
  readonly samplesPerSecond: number;
  /** Seconds since training began. */
  readonly elapsed: number;
}

/** How an epoch went. */
export interface EpochReport {
  readonly epoch: number;
  readonly epochs: number;
  /** Mean over the samples of the epoch, each at the time of its step. */
  readonly loss: number;
  readonly samplesPerSecond: number;
  /** Seconds since training began. */
  readonly elapsed: number;
}

/** How a training went. */
export interface TrainingReport {
  /** False when it was aborted. */
  readonly completed: boolean;
  /** Those that were completed. */
  readonly epochs: readonly EpochReport[];
  /** Steps taken. */
  readonly steps: number;
  /** Seconds. */
  readonly elapsed: number;
}

export interface TrainOptions<Data, Prediction, Target> {
  readonly data: Data;
  /** From predictions and targets of a batch to one number: `crossEntropy`, `mseLoss`, or your own of operations. */
  readonly loss: (prediction: Prediction, target: Target) => Tensor;
  /** Not used before: it remembers things about its parameters. The caller disposes it. */
  readonly optimizer: Optimizer;
  /** How often to go through the data. */
  readonly epochs: number;
  /** Samples per step. Default 32. This and the next two are for a `Dataset`; a `BatchSource` has made its batches. */
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
  /** Called after each step, and waited for. What it throws ends the training. */
  readonly onStep?: ((report: StepReport) => void | Promise<void>) | undefined;
  /** Called after each epoch, and waited for. What it throws ends the training. */
  readonly onEpoch?: ((report: EpochReport) => void | Promise<void>) | undefined;
}

/** Milliseconds after which training lets other tasks run. */
const SLICE = 12;

/**
 * Trains a model in place. The same seed, data and backend give the same weights, to the bit. After the first step
 * nothing is allocated any more (a smaller last batch has a first step of its own).
 *
 * @returns a report; with `completed: false` where the signal stopped it, which is no error
 * @throws ShapeError when an option is out of range, or model, data and loss do not fit; and whatever a callback throws.
 *   What has been learned until then stays.
 * @example
 * ```ts
 * await nn.train(model, {
 *   data, loss: nn.crossEntropy, optimizer: nn.adam({ learningRate: 1e-3 }), epochs: 3, seed: 1,
 *   onStep: ({ step, steps, loss }) => console.log(`${step}/${steps}: ${loss.toFixed(3)}`),
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
  return run(model, options as unknown as AnyOptions);
}

type AnyOptions = TrainOptions<Dataset | BatchSource, Tensor<number[]>, TargetOf<DType, number[]>>;

async function run(model: AnyLayer, options: AnyOptions): Promise<TrainingReport> {
  const { loss, optimizer, epochs, signal, seed = 0, onStep, onEpoch } = options;
  assertPositive('train', 'epochs', epochs);
  const source = batchesOf(options);
  const total = epochs * (source.batchCount ?? NaN);
  const pass = { training: true, random: generator(splitSeed(seed, model.slots.size).steps) };
  const stopped = (): boolean => signal?.aborted === true;
  const done: EpochReport[] = [];
  let steps = 0;
  const begin = performance.now();
  const elapsed = (): number => (performance.now() - begin) / 1000;
  const report = (completed: boolean): TrainingReport => ({ completed, epochs: done, steps, elapsed: elapsed() });
  if (stopped()) return report(false);

  const { parameters, learned, backend } = prepare(model, options);
  const step = (batch: HostBatch): Tensor =>
    scope(() => {
      const { inputs, targets } = upload(source, batch, backend);
      const value = loss(model.run(inputs, pass), targets);
      optimizer.step(parameters, gradients(value, learned));
      return detach(value);
    });

  let slice = begin;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const epochBegin = performance.now();
    let [samples, sum] = [0, 0];
    let stepBegin = epochBegin;
    for await (const batch of untilAborted(source.hostBatches(epoch, { signal }), signal)) {
      const { count } = batch;
      using result = step(batch);
      const value = await result.item();
      steps += 1;
      samples += count;
      sum += value * count;
      const samplesPerSecond = (count * 1000) / (performance.now() - stepBegin);
      const counts = { epoch, epochs, step: steps, steps: total, count };
      await onStep?.({ ...counts, loss: value, samplesPerSecond, elapsed: elapsed() });
      if (performance.now() - slice > SLICE) {
        await nextTask();
        slice = performance.now();
      }
      if (stopped() && steps !== total) return report(false);
      stepBegin = performance.now();
    }
    if (stopped() && steps !== total) return report(false);
    if (samples === 0) throw new ShapeError(`train: the data have no samples in epoch ${epoch}`);
    const samplesPerSecond = (samples * 1000) / (performance.now() - epochBegin);
    done.push({ epoch, epochs, loss: sum / samples, samplesPerSecond, elapsed: elapsed() });
    await onEpoch?.(done.at(-1)!);
    if (stopped() && epoch < epochs) return report(false);
  }
  return report(true);
}

function batchesOf({ data, seed = 0, ...options }: AnyOptions): BatchSource {
  return isBatchSource('train', data, options) ? data : trainingBatches(data, { ...options, seed });
}

/** The batches, which end where the source stops because of the signal. */
async function* untilAborted(
  batches: AsyncIterable<HostBatch>,
  signal: AbortSignal | undefined,
): AsyncGenerator<HostBatch, void> {
  try {
    yield* batches;
  } catch (error) {
    if (signal?.aborted !== true || error !== signal.reason) throw error;
  }
}

/** Parameters with values, and where they live. */
function prepare(
  model: AnyLayer,
  { seed = 0, backend, optimizer }: AnyOptions,
): { parameters: Map<string, Tensor<number[]>>; learned: Tensor<number[]>[]; backend: Backend } {
  const home = [...model.slots.values()].find((slot) => slot.tensor !== undefined)?.tensor?.backend;
  const used = home ?? backend ?? getBackend();
  model.initialize({ seed, backend: used, onlyMissing: true });
  const parameters = model.parameters();
  if (parameters.size === 0) throw new ShapeError('train: the model has no parameters');
  optimizer.prepare?.(parameters);
  return { parameters, learned: [...parameters.values()], backend: used };
}
