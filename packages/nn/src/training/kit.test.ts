import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  FormatError,
  generator,
  memory,
  mul,
  registerBackend,
  scalar,
  ShapeError,
  type Tensor,
  tensor,
  unregisterBackend,
} from '@gemmule/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** Points of three classes, around three places. */
function points(count: number, seed = 1): nn.ArrayDataset<'int32', [2], []> {
  const random = generator(seed);
  const labels = Uint8Array.from({ length: count }, () => random.integer(3));
  const inputs = Float32Array.from({ length: 2 * count }, (_, i) => {
    const label = labels[i >> 1]!;
    return (i % 2 === 0 ? Math.cos(2 * label) : Math.sin(2 * label)) + 0.4 * random.normal();
  });
  return nn.arrayDataset({ inputs, inputShape: [2], labels, classes: 3 });
}

/** With everything that has state or draws: running statistics and dropout. */
const classifier = (): nn.Model<['N', 2], ['N', 3]> =>
  nn.network(['N', 2], nn.linear(2, 8), nn.batchNorm1d(8), nn.relu(), nn.dropout(0.2), nn.linear(8, 3));

const weightsOf = (model: nn.AnyLayer): number[][] =>
  [...model.parameters().values(), ...model.buffers().values()].map((x) => [...x.dataSync()]);

/** What does not depend on the clock. */
const timeless = ({ epochs, ...rest }: nn.TrainingReport): unknown => ({
  ...rest,
  elapsed: 0,
  epochs: epochs.map((epoch) => ({ ...epoch, elapsed: 0, samplesPerSecond: 0 })),
});

describe('checkpoints', () => {
  const make = (): { loss: typeof nn.crossEntropy; optimizer: nn.Optimizer; epochs: number; batch: number } => ({
    loss: nn.crossEntropy,
    optimizer: nn.adamW({ learningRate: 0.02, groups: [{ match: /bias/, weightDecay: 0 }] }),
    epochs: 4,
    batch: 16,
  });
  const data = points(150);
  const validation = { data: points(40, 2) };
  const usual = { data, validation, seed: 5, earlyStopping: { patience: 3, restoreBest: true } };

  /** All checkpoints of a training, and what became of the model. */
  async function wholeTraining(more: object = {}) {
    const model = classifier();
    const saved: Uint8Array[] = [];
    const report = await nn.train(model, {
      ...make(),
      ...usual,
      ...more,
      checkpoint: { save: (bytes) => void saved.push(bytes), everySteps: 7 },
    });
    return { saved, report, weights: weightsOf(model) };
  }

  test('a training goes on from any of them to the same bits', async () => {
    const { saved, report, weights } = await wholeTraining();
    // Ten steps an epoch: after 7, 10, 14, 20, 21, 28, 30, 35, 40.
    expect(saved).toHaveLength(9);
    for (const [i, resume] of saved.entries()) {
      const model = classifier();
      model.initialize({ seed: 99 });
      const steps: number[] = [];
      const again = await nn.train(model, {
        ...make(),
        ...usual,
        resume,
        onStep: ({ step }) => void steps.push(step),
      });
      expect(weightsOf(model)).toEqual(weights);
      expect(timeless(again)).toEqual(timeless(report));
      expect(steps[0] ?? 41).toBe([7, 10, 14, 20, 21, 28, 30, 35, 40][i]! + 1);
    }
  });

  test('with accumulated gradients as well, between the steps of the optimiser', async () => {
    const more = { accumulate: 3 };
    const { saved, weights } = await wholeTraining(more);
    // Batches 7, 14, 28 and 35 are in the middle of three; 21 is the eleventh of its epochs, hence a boundary no more.
    expect(saved.length).toBeGreaterThanOrEqual(4);
    for (const resume of saved) {
      const model = classifier();
      await nn.train(model, { ...make(), ...usual, ...more, resume });
      expect(weightsOf(model)).toEqual(weights);
    }
  });

  test('an aborted training writes one, and loses nothing', async () => {
    const { weights } = await wholeTraining();
    const abort = new AbortController();
    let saved: Uint8Array | undefined;
    const report = await nn.train(classifier(), {
      ...make(),
      ...usual,
      signal: abort.signal,
      checkpoint: { save: (bytes) => void (saved = bytes) },
      onStep: ({ step }) => (step === 13 ? abort.abort() : undefined),
    });
    expect(report).toMatchObject({ completed: false, steps: 13 });
    const model = classifier();
    await nn.train(model, { ...make(), ...usual, resume: saved });
    expect(weightsOf(model)).toEqual(weights);
  });

  test('what does not belong to the training is refused, and nothing is changed', async () => {
    const { saved } = await wholeTraining();
    const good = saved[3]!;
    const model = classifier();
    model.initialize({ seed: 3 });
    const before = weightsOf(model);
    const { optimizer, ...rest } = make();
    const attempt = (resume: Uint8Array, more: object = {}): Promise<unknown> =>
      nn.train(model, { ...rest, optimizer, ...usual, resume, ...more });
    await expect(attempt(good, { seed: 6 })).rejects.toThrow('is of a training with seed 5, not 6');
    await expect(attempt(good, { optimizer: nn.sgd({ learningRate: 1 }) })).rejects.toThrow(
      "it is of the optimiser 'adamW', not 'sgd'",
    );
    await expect(attempt(await nn.saveSafetensors(model))).rejects.toThrow('the file is no checkpoint');
    const other = nn.network(['N', 2], nn.linear(2, 3));
    const bytes: Uint8Array[] = [];
    await nn.train(other, { ...make(), data, seed: 5, checkpoint: { save: (one) => void bytes.push(one) } });
    await expect(attempt(bytes[0]!)).rejects.toThrow(FormatError);
    expect(weightsOf(model)).toEqual(before);
  });

  test('damaged bytes are a FormatError, whatever they are', async () => {
    const { saved } = await wholeTraining();
    const good = saved[2]!;
    const model = classifier();
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, by, cut) => {
        const bad = cut ? good.slice(0, at) : Uint8Array.from(good, (byte, i) => (i === at ? byte ^ by : byte));
        // A changed weight is a weight.
        const header = Number(new DataView(good.buffer, good.byteOffset).getBigUint64(0, true));
        fc.pre(cut || at < header);
        const options = { ...make(), data, seed: 5, epochs: 1 };
        const failure = await nn.train(model, { ...options, resume: bad }).catch((error: unknown) => error);
        // Some changes, as of a space, make no difference.
        expect(failure instanceof FormatError || !(failure instanceof Error)).toBe(true);
      }),
      { seed: 4, numRuns: 150 },
    );
  });
});

describe('schedules and clipping', () => {
  const plain = (): nn.Model<['N', 2], ['N', 3]> => nn.network(['N', 2], nn.linear(2, 3));
  const usual = () => ({ data: points(64), loss: nn.crossEntropy, batch: 16, epochs: 3, seed: 1 });

  test('each step has the rate that the schedule gives', async () => {
    const rates: number[] = [];
    const seen: nn.ScheduleProgress[] = [];
    await nn.train(plain(), {
      ...usual(),
      optimizer: nn.sgd({ learningRate: 0.5 }),
      schedule: (progress) => {
        seen.push(progress);
        return 1 / (1 + progress.step);
      },
      onStep: ({ learningRate }) => void rates.push(learningRate),
    });
    expect(rates).toEqual(Array.from({ length: 12 }, (_, i) => 0.5 / (1 + i)));
    expect(seen[5]).toEqual({ step: 5, steps: 12, epoch: 1 });
  });

  test('one that goes by a metric is told the validation loss, and goes on from a checkpoint', async () => {
    const saved: Uint8Array[] = [];
    const told: number[] = [];
    const make = () => {
      const schedule = nn.reduceOnPlateau({ factor: 0.5, patience: 0, threshold: 10, thresholdMode: 'absolute' });
      const observe = schedule.observe.bind(schedule);
      return Object.assign(schedule, { observe: (metric: number) => (told.push(metric), observe(metric)) });
    };
    const options = () => ({
      ...usual(),
      epochs: 4,
      validation: { data: points(20, 4) },
      optimizer: nn.sgd({ learningRate: 1, momentum: 0.5 }),
      schedule: make(),
    });
    const rates: number[] = [];
    const model = plain();
    const report = await nn.train(model, {
      ...options(),
      checkpoint: { save: (bytes) => void saved.push(bytes) },
      onStep: ({ learningRate }) => void rates.push(learningRate),
    });
    expect(told).toEqual(report.epochs.map(({ validation }) => validation!.loss));
    // Nothing is ever 10 better: each epoch after the second halves.
    expect([0, 4, 8, 12].map((i) => rates[i])).toEqual([1, 1, 0.5, 0.25]);
    const again = plain();
    const later: number[] = [];
    await nn.train(again, {
      ...options(),
      resume: saved[2],
      onStep: ({ learningRate }) => void later.push(learningRate),
    });
    expect(later).toEqual(rates.slice(12));
    expect(weightsOf(again)).toEqual(weightsOf(model));
  });

  test('gradients are clipped by value, then by norm', async () => {
    const model = plain();
    model.initialize({ seed: 1 });
    const [before] = weightsOf(model);
    await nn.train(model, {
      ...usual(),
      epochs: 1,
      batch: 64,
      loss: (scores, labels) => mul(nn.crossEntropy(scores, labels), scalar(1e6)),
      optimizer: nn.sgd({ learningRate: 1 }),
      clip: { value: 0.5, norm: 0.25 },
    });
    const change = weightsOf(model)[0]!.map((value, i) => value - before![i]!);
    // All elements were cut to 0.5 or -0.5, so they are equal in size, and their norm, with that of the bias, is 0.25.
    const size = 0.25 / Math.sqrt(9);
    for (const one of change) expect(Math.abs(Math.abs(one) - size)).toBeLessThan(1e-5);
    await expect(nn.train(plain(), { ...usual(), optimizer: nn.adam(), clip: { norm: 0 } })).rejects.toThrow(
      'train: clip.norm must be a finite number above 0, got 0',
    );
  });
});

describe('accumulated gradients', () => {
  /** Without batch statistics, which do depend on the size of the batch. */
  const plain = (): nn.Model<['N', 2], ['N', 3]> => nn.network(['N', 2], nn.linear(2, 8), nn.tanh(), nn.linear(8, 3));

  test('of small batches are those of a large one, the last and smaller one included', async () => {
    const data = points(100);
    const results = [];
    for (const sizes of [{ batch: 32 }, { batch: 8, accumulate: 4 }]) {
      const model = plain();
      const optimizer = nn.sgd({ learningRate: 0.5, momentum: 0.9 });
      await nn.train(model, { data, loss: nn.crossEntropy, optimizer, epochs: 3, seed: 2, ...sizes });
      results.push(weightsOf(model).flat());
    }
    const [large, small] = results as [number[], number[]];
    large.forEach((value, i) => expect(Math.abs(value - small[i]!)).toBeLessThan(1e-5));
  });

  test('allocate nothing after the first of them, and leave nothing behind', async () => {
    const model = plain();
    model.initialize();
    const optimizer = nn.sgd({ learningRate: 0.5 });
    const { liveBuffers } = memory();
    const seen: number[] = [];
    const onStep = (): void => void seen.push(memory().allocations);
    const data = points(96);
    await nn.train(model, { data, loss: nn.crossEntropy, optimizer, epochs: 3, batch: 8, accumulate: 4, onStep });
    expect(seen.at(-1)).toBe(seen[7]);
    expect(memory().liveBuffers).toBe(liveBuffers);
  });
});

describe('validation and early stopping', () => {
  test('an epoch tells what evaluate would', async () => {
    const model = classifier();
    const others = points(50, 3);
    const wanted: nn.ValidationReport[] = [];
    const report = await nn.train(model, {
      data: points(64),
      loss: nn.crossEntropy,
      optimizer: nn.adam(),
      epochs: 2,
      validation: { data: others, batch: 7, top: 2 },
      async onEpoch() {
        const { predictions: _, ...result } = await nn.evaluate(model, others, { batch: 7, top: 2 });
        wanted.push(result);
      },
    });
    expect(report.epochs.map(({ validation }) => validation)).toEqual(wanted);
    expect(wanted[0]!.topAccuracy).toBeGreaterThan(wanted[0]!.accuracy!);
  });

  test('ends when nothing gets better, and gives the best weights back', async () => {
    const model = classifier();
    const values = [5, 3, 4, 2.95, 3.2, 2.99, 1];
    const weights: number[][][] = [];
    const report = await nn.train(model, {
      data: points(64),
      loss: nn.crossEntropy,
      optimizer: nn.adam(),
      epochs: 20,
      earlyStopping: { patience: 4, minimumChange: 0.1, restoreBest: true, value: ({ epoch }) => values[epoch - 1]! },
      onEpoch: () => void weights.push(weightsOf(model)),
    });
    // 2.95 is not 0.1 better than 3.
    expect(report).toMatchObject({ completed: true, stoppedEarly: true, bestEpoch: 2 });
    expect(report.epochs).toHaveLength(6);
    expect(weightsOf(model)).toEqual(weights[1]);
    expect(weights[1]).not.toEqual(weights[5]);
  });

  test('by the loss on the validation data, or that of training', async () => {
    const numbers = nn.arrayDataset({
      inputs: Float32Array.of(1, 2),
      inputShape: [1],
      targets: Float32Array.of(1, 2),
      targetShape: [1],
    });
    const model = nn.network(['N', 1], nn.linear(1, 1));
    // The loss grows from the first epoch on.
    const options = { loss: nn.mseLoss, epochs: 9, optimizer: nn.sgd({ learningRate: 3 }) };
    const report = await nn.train(model, { ...options, data: numbers, earlyStopping: { patience: 2 } });
    expect(report).toMatchObject({ stoppedEarly: true, bestEpoch: 1 });
    const still = await nn.train(model, {
      ...options,
      optimizer: nn.sgd({ learningRate: 0 }),
      data: numbers,
      validation: { data: numbers },
      earlyStopping: { patience: 2 },
    });
    expect(still.epochs).toHaveLength(3);
    expect(still.epochs[0]!.validation).toEqual({ loss: still.epochs[0]!.loss });
  });

  test.each([
    [{ earlyStopping: { patience: 0 } }, 'train: patience must be a positive integer, got 0'],
    [
      { earlyStopping: { patience: 1, minimumChange: -1 } },
      'train: minimumChange must be a finite number of at least 0, got -1',
    ],
    [{ accumulate: 0.5 }, 'train: accumulate must be a positive integer, got 0.5'],
    [{ checkpoint: { save: () => undefined, everySteps: 0 } }, 'train: everySteps must be a positive integer, got 0'],
  ])('refuses %j', async (bad, sentence) => {
    const options = { data: points(8), loss: nn.crossEntropy, optimizer: nn.adam(), epochs: 1 };
    await expect(nn.train(classifier(), { ...options, ...bad })).rejects.toThrow(new ShapeError(sentence));
  });
});

test('top accuracy is that of sorted scores', async () => {
  const [samples, classes, area] = [20, 6, 2];
  const random = generator(8);
  // Few different scores, so that some are equal.
  const scores = Float32Array.from({ length: samples * classes * area }, () => random.integer(4));
  scores[5] = NaN;
  const labels = Int32Array.from({ length: samples * area }, () => random.integer(classes));
  const data = nn.arrayDataset({ inputs: scores, inputShape: [classes, area], targets: scores, targetShape: [12] });
  const labelled: nn.Dataset<'int32', readonly [number, number], readonly [number]> = {
    length: samples,
    inputShape: [classes, area],
    targetShape: [area],
    targetType: 'int32',
    classes,
    copy(index, inputs, targets, row) {
      inputs.set(scores.subarray(index * classes * area, (index + 1) * classes * area), row * classes * area);
      targets.set(labels.subarray(index * area, (index + 1) * area), row * area);
    },
  };
  const model = nn.layer<nn.Elementwise>({ kind: 'same', forward: (x) => x, plan: (shape) => shape });
  for (const top of [1, 2, 5, 6, 9]) {
    let among = 0;
    for (let n = 0; n < samples; n++) {
      for (let at = 0; at < area; at++) {
        const of = (c: number): number => scores[(n * classes + c) * area + at]!;
        const order = Array.from({ length: classes }, (_, c) => c).sort((a, b) => {
          const [x, y] = [of(a), of(b)].map((value) => (Number.isNaN(value) ? Infinity : value)) as [number, number];
          return x === y ? a - b : y - x;
        });
        if (order.indexOf(labels[n * area + at]!) < top) among += 1;
      }
    }
    const loss = (): Tensor => tensor([0], []);
    const result = await nn.evaluate(model, labelled, { top, loss, batch: 3 });
    expect(result.topAccuracy).toBe(among / (samples * area));
    expect(top > 1 || result.topAccuracy === result.accuracy).toBe(true);
  }
  await expect(nn.evaluate(model, data, { top: 2 })).rejects.toThrow('top 2 is for labels');
});

test('a log in lines of JSON', async () => {
  const lines: string[] = [];
  const model = nn.network(['N', 2], nn.linear(2, 3));
  await nn.train(model, {
    data: points(64),
    loss: nn.crossEntropy,
    optimizer: nn.sgd({ learningRate: 0.1 }),
    epochs: 2,
    batch: 16,
    callbacks: [nn.jsonLines(async (line) => void lines.push(line), { everySteps: 2 })],
  });
  const content = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
  expect(content.map(({ kind, step, epoch }) => `${String(kind)} ${String(step ?? epoch)}`)).toEqual([
    'step 2',
    'step 4',
    'epoch 1',
    'step 6',
    'step 8',
    'epoch 2',
    'end undefined',
  ]);
  expect(content.at(-1)).toMatchObject({ completed: true, epochs: 2, steps: 8 });
  lines.length = 0;
  const times = { epochs: 1, samplesPerSecond: 1, elapsed: 1 };
  await nn.jsonLines((line) => void lines.push(line)).onEpoch!({ epoch: 1, loss: NaN, ...times });
  expect(JSON.parse(lines[0]!)).toEqual({ kind: 'epoch', epoch: 1, loss: 'NaN', ...times });
});
