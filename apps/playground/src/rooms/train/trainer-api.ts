import { BackendError, FormatError, ShapeError, UsageError } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { type Refusal, refusalOf } from '../../engine/refusal.ts';
import { pixels } from '../../network/data-files.ts';
import { type DataSet, datasetOf, fetchDataSet } from '../../network/data-set.ts';
import { fitted } from '../../network/fit.ts';
import { CodeError, parseNetwork, printNetwork } from '../../network/network-code.ts';
import { Gate } from './gate.ts';
import { insightInto } from './insight.ts';
import { Memory } from './memory.ts';
import { leaveHome, openSession, planOf, type Session } from './session.ts';
import type { TrainSettings } from './settings.ts';
import type { Trainer, TrainWatch } from './trainer.ts';

let data: DataSet | undefined;
let session: Session | undefined;
/** Why there is no network any more, where its backend was lost. */
let downfall: BackendError | undefined;
/** What the network at hand is made from. */
let madeFrom = '';
/** Weights of networks that were trained and left, as safetensors: a change that is taken back costs nothing. */
const left = new Memory<Uint8Array>(5);
let interrupt = new AbortController();
/** Settles when the training at hand has ended. */
let running: Promise<unknown> | undefined;
const gate = new Gate();

/** Test images that are tried while a training runs, and milliseconds between two trials. */
const [sampleSize, sampleInterval] = [500, 1000];
/** Milliseconds between two reports of steps. */
const reportInterval = 100;

const refusals = [BackendError, CodeError, FormatError, ShapeError, UsageError];

/** A sentence in the place of an error that is the user's to mend. */
async function answer<T>(compute: () => Promise<T> | T): Promise<T | Refusal> {
  try {
    return await compute();
  } catch (error) {
    if (error instanceof BackendError) {
      // What was under way fails as well, and would only tell that the backend is not there any more.
      downfall ??= error;
      leaveHome();
      session = undefined;
      return refusalOf(downfall);
    }
    if (error instanceof Error && refusals.some((kind) => error instanceof kind)) {
      return refusalOf(error);
    }
    throw error;
  }
}

function ready(): { readonly session: Session; readonly data: DataSet } {
  if (session === undefined) throw downfall ?? new UsageError('there is no network yet: begin anew');
  if (data === undefined) throw new UsageError('the images have not been loaded');
  return { session, data };
}

export const trainer: Trainer = {
  load: (file, folder) =>
    answer(async () => {
      data = await fetchDataSet(file, folder);
      return undefined;
    }),

  open: (settings, anew) =>
    answer(async () => {
      trainer.stop();
      await running;
      await leave();
      const { code, engine, seed } = settings;
      madeFrom = JSON.stringify({ code, engine, seed });
      const weights = left.take(madeFrom);
      session = await openSession(settings);
      if (weights === undefined || anew) return session.opened;
      nn.loadSafetensors(session.model, weights);
      return { ...session.opened, isNew: false };
    }),

  plan: (batch) => planOf(ready().session, batch),

  fit: (code) => printNetwork(fitted(parseNetwork(code))),

  train(settings, watch) {
    const end = answer(() => runTraining(settings, watch));
    running = end.catch(() => undefined);
    return end;
  },

  pause: (isPaused) => gate.close(isPaused),
  step: () => gate.letOne(),
  stop() {
    interrupt.abort();
    gate.close(false);
  },

  test: () =>
    answer(async () => {
      const { data } = ready();
      return testOn(data.test.labels.length);
    }),

  look: (request) =>
    answer(async () => {
      const { session, data } = ready();
      return insightInto(session, data, request);
    }),

  images(indices) {
    const { test } = ready().data;
    const found = new Uint8Array(indices.length * pixels);
    indices.forEach((index, i) => found.set(test.images.subarray(index * pixels, (index + 1) * pixels), i * pixels));
    return { pixels: found, labels: Uint8Array.from(indices, (index) => test.labels[index] ?? 0) };
  },

  save: () => nn.saveSafetensors(ready().session.model),
  restore(bytes) {
    try {
      nn.loadSafetensors(ready().session.model, bytes);
      return undefined;
    } catch (error) {
      if (error instanceof FormatError) return refusalOf(error);
      throw error;
    }
  },
};

/** Frees the network at hand; what it has learned is kept for when it is wanted again. */
async function leave(): Promise<void> {
  if (session !== undefined) {
    left.keep(madeFrom, await nn.saveSafetensors(session.model));
    session.model.dispose();
  }
  [session, downfall] = [undefined, undefined];
}

async function runTraining(settings: TrainSettings, watch: TrainWatch): Promise<{ readonly completed: boolean }> {
  const { session, data } = ready();
  const { batch, epochs, seed } = settings;
  interrupt = new AbortController();
  const optimizer = optimizerOf(settings);
  const reporter = new Reporter(watch);
  try {
    return await nn.train(session.model, {
      data: datasetOf(data.train, data.file),
      loss: nn.crossEntropy,
      optimizer,
      epochs,
      batch,
      seed,
      signal: interrupt.signal,
      onStep: async (step) => {
        await reporter.onStep(step);
        if (gate.isClosed) await reporter.report();
        await gate.pass();
      },
    });
  } finally {
    await reporter.report();
    optimizer.dispose();
    gate.close(false);
  }
}

function optimizerOf({ optimizer, learningRate }: TrainSettings): nn.Optimizer {
  if (optimizer === 'adam') return nn.adam({ learningRate });
  return optimizer === 'sgd' ? nn.sgd({ learningRate, momentum: 0.9 }) : nn.rmsprop({ learningRate });
}

/** Tells of steps now and then, and tries the network on images that it does not learn from. */
class Reporter {
  readonly #watch: TrainWatch;
  #losses: number[] = [];
  #last: nn.StepReport | undefined;
  #reported = 0;
  #tested = performance.now();

  constructor(watch: TrainWatch) {
    this.#watch = watch;
  }

  async onStep(step: nn.StepReport): Promise<void> {
    this.#last = step;
    this.#losses.push(step.loss);
    if (performance.now() - this.#reported > reportInterval) await this.report();
    if (performance.now() - this.#tested < sampleInterval) return;
    const { accuracy, loss, count } = await testOn(sampleSize);
    await this.#watch.onTest({ step: step.step, accuracy, loss, count });
    this.#tested = performance.now();
  }

  async report(): Promise<void> {
    if (this.#last === undefined || this.#losses.length === 0) return;
    const { step, steps, epoch, epochs, samplesPerSecond: imagesPerSecond } = this.#last;
    const losses = this.#losses;
    this.#losses = [];
    this.#reported = performance.now();
    await this.#watch.onSteps({ losses, step, steps, epoch, epochs, imagesPerSecond });
  }
}

/** The first so many test images. */
async function testOn(count: number) {
  const { session, data } = ready();
  const { images, labels } = data.test;
  const part = { images: images.subarray(0, count * pixels), labels: labels.subarray(0, count) };
  const { accuracy, loss, confusion, predictions } = await nn.evaluate(session.model, datasetOf(part, data.file), {
    batch: 100,
  });
  return { step: 0, accuracy, loss, confusion, predictions, labels: part.labels.slice(), count: part.labels.length };
}
