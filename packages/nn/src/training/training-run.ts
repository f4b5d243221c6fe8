import {
  assertPositive,
  type Backend,
  detach,
  FormatError,
  generator,
  getBackend,
  gradients,
  scope,
  ShapeError,
  type Tensor,
  UsageError,
} from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import type { Across } from '../layer/pass.ts';
import { splitSeed } from '../layer/seeds.ts';
import { clipByNorm } from '../optimizers/clip-by-norm.ts';
import { clipByValue } from '../optimizers/clip-by-value.ts';
import { assertAbove0 } from '../range.ts';
import { type BatchSource, type HostBatch, isBatchSource, trainingBatches } from './batch-source.ts';
import { upload } from './batches.ts';
import type { TrainingCallback } from './callback.ts';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  type Progress,
  setWeights,
  type Weights,
  weightsOf,
} from './checkpoint.ts';
import { digestOf } from './digest.ts';
import { usualValue, Watch } from './early-stopping.ts';
import { GradientSum } from './gradient-sum.ts';
import { gradientsOfAll } from './gradients-of-all.ts';
import { nextTask } from './next-task.ts';
import type { EpochReport, TrainingReport } from './report.ts';
import type { StepIntent, Team } from './team.ts';
import type { AnyTrainOptions } from './train.ts';
import { validate } from './validation.ts';

/** Milliseconds after which training lets other tasks run. */
const SLICE = 12;

/** What {@link train} does. */
export async function runTraining(model: AnyLayer, options: AnyTrainOptions): Promise<TrainingReport> {
  const run = new TrainingRun(model, options);
  try {
    return await run.run();
  } finally {
    run.dispose();
  }
}

/** A training, and where it stands. */
class TrainingRun {
  readonly #model: AnyLayer;
  readonly #options: AnyTrainOptions;
  readonly #source: BatchSource;
  readonly #callbacks: readonly TrainingCallback[];
  readonly #watch: Watch | undefined;
  readonly #team: Team | undefined;
  readonly #accumulate: number;
  readonly #seed: number;
  /** Of what layers draw in each step. */
  readonly #seedOfSteps: number;
  /** Over all epochs; NaN where the source does not know. */
  readonly #steps: number;
  /** The learning rate that a schedule makes less of. */
  readonly #learningRate: number;
  readonly #sum = new GradientSum();
  #progress: Progress;
  #best: Weights | undefined;
  #stoppedEarly = false;
  /** Whether a team has agreed to stop. */
  #isStopped = false;
  #begin = performance.now();
  #slice = performance.now();

  constructor(model: AnyLayer, options: AnyTrainOptions) {
    const { epochs, accumulate = 1, checkpoint, earlyStopping, seed = 0, onStep, onEpoch, callbacks = [] } = options;
    const { optimizer, clip = {} } = options;
    assertPositive('train', 'epochs', epochs);
    assertPositive('train', 'accumulate', accumulate);
    if (checkpoint?.everySteps !== undefined) assertPositive('train', 'everySteps', checkpoint.everySteps);
    this.#model = model;
    this.#options = options;
    this.#source = batchesOf(options);
    this.#callbacks = [{ ...(onStep && { onStep }), ...(onEpoch && { onEpoch }) }, ...callbacks];
    this.#watch = earlyStopping === undefined ? undefined : new Watch(earlyStopping);
    this.#team = optimizer.team;
    this.#accumulate = accumulate;
    this.#seed = seed;
    this.#seedOfSteps = splitSeed(seed, model.slots.size).steps;
    this.#steps = epochs * (this.#source.batchCount ?? NaN);
    this.#learningRate = optimizer.learningRate;
    if (clip.value !== undefined) assertAbove0('train', 'clip.value', clip.value);
    if (clip.norm !== undefined) assertAbove0('train', 'clip.norm', clip.norm);
    this.#progress = {
      seed,
      epoch: 1,
      batches: 0,
      step: 0,
      samples: 0,
      lossSum: 0,
      elapsed: 0,
      epochs: [],
      best: null,
      schedule: null,
    };
  }

  dispose(): void {
    this.#sum.dispose();
  }

  async run(): Promise<TrainingReport> {
    const { epochs, resume } = this.#options;
    let completed = false;
    if (!this.#isAborted) {
      const home = this.#prepare();
      const checkpoint =
        this.#team === undefined ? resume : await this.#team.begin(this.#model, this.#settings(), resume);
      if (checkpoint !== undefined) this.#resume(checkpoint, home);
      while (this.#progress.epoch <= epochs && !this.#isAborted && !this.#stoppedEarly) await this.#epoch(home);
      completed = this.#progress.epoch > epochs || this.#stoppedEarly;
      if (completed && this.#best !== undefined) setWeights(this.#model, this.#best, home.backend);
    }
    const report = this.#report(completed);
    for (const callback of this.#callbacks) await callback.onEnd?.(report);
    return report;
  }

  /** Whether to stop; where several train together, whether they have agreed to. */
  get #isAborted(): boolean {
    return this.#team === undefined ? this.#options.signal?.aborted === true : this.#isStopped;
  }

  /** What all who train together must have set alike. */
  #settings(): Record<string, unknown> {
    const { data, optimizer, epochs, clip, schedule, validation, earlyStopping, checkpoint } = this.#options;
    return {
      optimizer: optimizer.kind,
      learningRate: optimizer.learningRate,
      epochs,
      seed: this.#seed,
      accumulate: this.#accumulate,
      batches: this.#source.batchCount,
      // Batches of a source are each process's own.
      data: 'copy' in data ? digestOf(data) : undefined,
      clip,
      schedule: schedule !== undefined,
      validation: validation !== undefined,
      patience: earlyStopping?.patience,
      checkpoint: checkpoint && { everySteps: checkpoint.everySteps },
    };
  }

  get #elapsed(): number {
    return this.#progress.elapsed + (performance.now() - this.#begin) / 1000;
  }

  #report(completed: boolean): TrainingReport {
    const { epochs, step } = this.#progress;
    const best = this.#watch?.best;
    return {
      completed,
      stoppedEarly: this.#stoppedEarly,
      ...(best === undefined ? {} : { bestEpoch: best.epoch }),
      epochs,
      steps: step,
      elapsed: this.#elapsed,
    };
  }

  /** Parameters with values, and where they live. */
  #prepare(): Home {
    const { backend, optimizer } = this.#options;
    const lived = [...this.#model.slots.values()].find((slot) => slot.tensor !== undefined)?.tensor?.backend;
    const used = lived ?? backend ?? getBackend();
    this.#model.initialize({ seed: this.#seed, backend: used, onlyMissing: true });
    const parameters = this.#model.parameters();
    if (parameters.size === 0) throw new ShapeError('train: the model has no parameters');
    if (this.#options.checkpoint !== undefined && optimizer.state === undefined) {
      throw new UsageError(`train: the optimiser ${optimizer.kind} has no \`state\`, so there can be no checkpoints`);
    }
    optimizer.prepare?.(parameters);
    return { parameters, learned: [...parameters.values()], backend: used };
  }

  #resume(bytes: Uint8Array, { parameters, backend }: Home): void {
    const { optimizer, schedule } = this.#options;
    const { progress, weights, best, optimizer: state } = decodeCheckpoint(this.#model, optimizer, bytes);
    if (progress.seed !== this.#seed) {
      throw new FormatError(`train: the checkpoint is of a training with seed ${progress.seed}, not ${this.#seed}`);
    }
    if (optimizer.restore === undefined) {
      throw new UsageError(`train: the optimiser ${optimizer.kind} has no \`restore\`, so it cannot go on`);
    }
    if (progress.schedule !== null) schedule?.restore?.(progress.schedule);
    optimizer.restore(parameters, state);
    setWeights(this.#model, weights, backend);
    this.#progress = progress;
    this.#best = best;
    if (this.#watch !== undefined) {
      this.#watch.best = progress.best ?? undefined;
      this.#stoppedEarly = this.#watch.isOver(progress.epoch - 1);
    }
  }

  /** What is left of an epoch; all of it, but after a resume. */
  async #epoch(home: Home): Promise<void> {
    const { epoch, samples: before } = this.#progress;
    const begin = performance.now();
    let stepBegin = begin;
    for await (const { batch, samples } of this.#batches()) {
      await this.#step(batch, samples, home, stepBegin);
      const isBoundary = this.#sum.batches === 0;
      if (isBoundary) await this.#saveAfterSteps(home);
      await this.#breathe();
      if (this.#isAborted && isBoundary && this.#progress.step !== this.#steps) break;
      stepBegin = performance.now();
    }
    if (this.#isAborted && this.#progress.step !== this.#steps) {
      if (this.#sum.batches === 0 && this.#progress.step > 0) await this.#save(home);
      return;
    }
    if (this.#sum.batches > 0) scope(() => this.#learn(this.#sum.take(), home));
    if (this.#progress.samples === 0) throw new ShapeError(`train: the data have no samples in epoch ${epoch}`);
    await this.#endEpoch(home, ((this.#progress.samples - before) * 1000) / (performance.now() - begin));
  }

  /** The batches that are left of an epoch, each with the samples that all who train together have in it. */
  async *#batches(): AsyncGenerator<{ batch: HostBatch; samples: number }, void> {
    const team = this.#team;
    // A team stops when it has agreed to, none of it by itself.
    const signal = team === undefined ? this.#options.signal : undefined;
    let skip = this.#progress.batches;
    for await (const batch of untilAborted(this.#source.hostBatches(this.#progress.epoch, { signal }), signal)) {
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      const own = samplesOf(batch);
      const samples = team === undefined ? own : await this.#agree(team, { samples: own, isOver: false });
      if (this.#isStopped) return;
      yield { batch, samples };
    }
    if (team !== undefined) await this.#agree(team, { samples: 0, isOver: true });
  }

  /** The samples of all in the step that begins, if it does. */
  async #agree(team: Team, own: Omit<StepIntent, 'isStopped'>): Promise<number> {
    const { samples, isStopped } = await team.agree({ ...own, isStopped: this.#options.signal?.aborted === true });
    this.#isStopped = isStopped && this.#sum.batches === 0;
    return samples;
  }

  async #step(batch: HostBatch, count: number, home: Home, begin: number): Promise<void> {
    const { epochs, optimizer } = this.#options;
    const loss =
      this.#team === undefined
        ? await this.#learnAlone(batch, home)
        : await this.#learnTogether(this.#team, batch, count, home);
    const { epoch, step, samples, lossSum, batches } = this.#progress;
    this.#progress = {
      ...this.#progress,
      step: step + 1,
      batches: batches + 1,
      samples: samples + count,
      lossSum: lossSum + loss * count,
    };
    const report = {
      epoch,
      epochs,
      step: step + 1,
      steps: this.#steps,
      count,
      loss,
      learningRate: optimizer.learningRate,
      samplesPerSecond: (count * 1000) / (performance.now() - begin),
      elapsed: this.#elapsed,
    };
    for (const callback of this.#callbacks) await callback.onStep?.(report);
  }

  async #learnAlone(batch: HostBatch, home: Home): Promise<number> {
    using result = scope(() => {
      const value = this.#forward(batch, home);
      this.#learnFrom(gradients(value, home.learned), batch.count, home);
      return detach(value);
    });
    return result.item();
  }

  async #learnTogether(team: Team, batch: HostBatch, samples: number, home: Home): Promise<number> {
    const forward = (across: Across | undefined): Tensor => this.#forward(batch, home, across);
    const ownSamples = samplesOf(batch);
    const found = await gradientsOfAll({ team, ownSamples, samples, parameters: home.learned, forward });
    scope(() => this.#learnFrom(found.gradients, samples, home));
    for (const gradient of found.gradients) gradient.dispose();
    return found.loss;
  }

  /** The loss of a batch, in the caller's scope. */
  #forward(batch: HostBatch, home: Home, across?: Across): Tensor {
    // A stream for each step: what is drawn in it does not depend on the steps before.
    const random = generator(this.#seedOfSteps, [this.#team?.rank ?? 0, this.#progress.step + 1]);
    const { inputs, targets } = upload(this.#source, batch, home.backend);
    return this.#options.loss(this.#model.run(inputs, { training: true, random, across }), targets);
  }

  /** A step by the gradients of a batch, or they are added to those of other batches. */
  #learnFrom(found: readonly Tensor<number[]>[], samples: number, home: Home): void {
    if (this.#accumulate === 1) return this.#learn(found, home);
    this.#sum.add(found, samples);
    if (this.#sum.batches === this.#accumulate) this.#learn(this.#sum.take(), home);
  }

  /** A step of the optimiser, in the caller's scope. */
  #learn(found: readonly Tensor[], { parameters }: Home): void {
    const { optimizer, schedule, clip } = this.#options;
    const { step, epoch } = this.#progress;
    if (schedule !== undefined) {
      optimizer.learningRate = this.#learningRate * schedule({ step, steps: this.#steps, epoch: epoch - 1 });
    }
    const limited = clip?.value === undefined ? found : clipByValue(found, clip.value);
    optimizer.step(parameters, clip?.norm === undefined ? limited : clipByNorm(limited, clip.norm).gradients);
  }

  async #endEpoch(home: Home, samplesPerSecond: number): Promise<void> {
    const { epochs, validation, loss, schedule } = this.#options;
    const { epoch, samples, lossSum } = this.#progress;
    await this.#team?.averageBuffers(this.#model);
    const report: EpochReport = {
      epoch,
      epochs,
      loss: lossSum / samples,
      ...(validation === undefined ? {} : { validation: await validate(this.#model, validation, loss, this.#team) }),
      samplesPerSecond,
      elapsed: this.#elapsed,
    };
    schedule?.observe?.(usualValue(report));
    if (this.#watch?.add(report) === true && this.#watch.restoreBest) this.#best = await weightsOf(this.#model);
    this.#stoppedEarly = this.#watch?.isOver(epoch) === true && epoch < epochs;
    this.#progress = {
      ...this.#progress,
      epoch: epoch + 1,
      batches: 0,
      samples: 0,
      lossSum: 0,
      epochs: [...this.#progress.epochs, report],
      best: this.#watch?.best ?? null,
      schedule: schedule?.state?.() ?? null,
    };
    if (this.#options.checkpoint !== undefined) await this.#save(home);
    for (const callback of this.#callbacks) await callback.onEpoch?.(report);
  }

  async #saveAfterSteps(home: Home): Promise<void> {
    const every = this.#options.checkpoint?.everySteps;
    if (every !== undefined && this.#progress.step % every === 0) await this.#save(home);
  }

  async #save({ parameters }: Home): Promise<void> {
    const { checkpoint, optimizer } = this.#options;
    if (checkpoint === undefined) return;
    await this.#team?.averageBuffers(this.#model);
    if (this.#team !== undefined && this.#team.rank !== 0) return;
    const progress = { ...this.#progress, elapsed: this.#elapsed };
    const [weights, state] = await Promise.all([weightsOf(this.#model), optimizer.state!(parameters)]);
    await checkpoint.save(encodeCheckpoint(this.#model, { progress, weights, best: this.#best, optimizer: state }));
  }

  /** Lets other tasks run now and then. */
  async #breathe(): Promise<void> {
    if (performance.now() - this.#slice <= SLICE) return;
    await nextTask();
    this.#slice = performance.now();
  }
}

/** Where the parameters live. */
interface Home {
  readonly parameters: ReadonlyMap<string, Tensor<number[]>>;
  readonly learned: readonly Tensor<number[]>[];
  readonly backend: Backend;
}

/** @throws ShapeError for batches of another share than that of the optimiser's team. */
function batchesOf({ data, seed = 0, ...options }: AnyTrainOptions): BatchSource {
  const { team } = options.optimizer;
  if (!isBatchSource('train', data, options)) return trainingBatches(data, { ...options, seed, shard: team });
  const { rank, size } = team ?? { rank: 0, size: 1 };
  const { rank: given, size: of } = data.shard ?? { rank: 0, size: 1 };
  if (rank === given && size === of) return data;
  throw new ShapeError(
    `train: the batches are share ${given} of ${of}, but this is process ${rank} of ${size}; ` +
      'give the loader the world that the optimiser has, as `shard`',
  );
}

/** Those that count. */
function samplesOf({ count, isFiller = false }: HostBatch): number {
  return isFiller ? 0 : count;
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
