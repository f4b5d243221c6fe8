import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  generator,
  memory,
  mul,
  registerBackend,
  scalar,
  scope,
  ShapeError,
  type Tensor,
  tensor,
  trimMemory,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** Images of 8 x 8 with a bright line, and whether it lies (0), stands (1) or is missing (2). */
function lines(count: number, seed = 1): nn.ArrayDataset<'int32', [1, 8, 8], []> {
  const random = generator(seed);
  const inputs = Float32Array.from({ length: count * 64 }, () => 0.3 * random.normal());
  const labels = Uint8Array.from({ length: count }, () => random.integer(3));
  labels.forEach((label, n) => {
    const at = random.integer(8);
    if (label === 2) return;
    for (let i = 0; i < 8; i++) inputs[n * 64 + (label === 0 ? at * 8 + i : i * 8 + at)]! += 1;
  });
  return nn.arrayDataset({ inputs, inputShape: [1, 8, 8], labels, classes: 3 });
}

const classifier = (): nn.Model<['N', 1, 8, 8], ['N', 3]> =>
  nn.network(
    ['N', 1, 8, 8],
    nn.conv2d({ in: 1, out: 6, kernel: 3, padding: 'same' }),
    nn.relu(),
    nn.maxPool2d({ kernel: 2 }),
    nn.conv2d({ in: 6, out: 8, kernel: 3 }),
    nn.relu(),
    nn.globalAvgPool2d(),
    nn.flatten(),
    nn.linear(8, 3),
  );

const options = (): { loss: typeof nn.crossEntropy; optimizer: nn.Optimizer; epochs: number } => ({
  loss: nn.crossEntropy,
  optimizer: nn.adam({ learningRate: 0.02 }),
  epochs: 1,
});

const weightsOf = (model: nn.AnyLayer): Float32Array[] =>
  [...model.parameters().values()].map((parameter) => parameter.dataSync());

describe('learning', () => {
  test('XOR', async () => {
    const data = nn.arrayDataset({
      inputs: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1),
      inputShape: [2],
      labels: Uint8Array.of(0, 1, 1, 0),
    });
    const model = nn.network(['N', 2], nn.linear(2, 8), nn.tanh(), nn.linear(8, 2));
    const optimizer = nn.sgd({ learningRate: 0.5, momentum: 0.9 });
    const report = await nn.train(model, { data, loss: nn.crossEntropy, optimizer, epochs: 150, batch: 4 });
    expect(report).toMatchObject({ completed: true, steps: 150 });
    expect(report.epochs.at(-1)?.loss).toBeLessThan(0.05);
    expect(await nn.evaluate(model, data)).toMatchObject({
      accuracy: 1,
      predictions: Int32Array.of(0, 1, 1, 0),
      confusion: [
        [2, 0],
        [0, 2],
      ],
    });
  });

  test('small images, all of them, and others it has not seen', async () => {
    const [data, others] = [lines(120), lines(120, 2)];
    const model = classifier();
    await nn.train(model, { ...options(), data, epochs: 40, batch: 20, seed: 1 });
    expect((await nn.evaluate(model, data)).accuracy).toBe(1);
    expect((await nn.evaluate(model, others)).accuracy).toBeGreaterThan(0.95);
  });

  test('numbers', async () => {
    const inputs = Float32Array.from({ length: 64 }, (_, i) => i / 32 - 1);
    const data = nn.arrayDataset({
      inputs,
      inputShape: [1],
      targets: inputs.map((x) => Math.abs(x) - 0.5),
      targetShape: [1],
    });
    const model = nn.network(['N', 1], nn.linear(1, 16), nn.relu(), nn.linear(16, 1));
    await nn.train(model, { data, loss: nn.mseLoss, optimizer: nn.adam({ learningRate: 0.03 }), epochs: 100 });
    const { loss, predictions } = await nn.evaluate(model, data);
    expect(loss).toBeLessThan(0.002);
    expect(predictions).toHaveLength(64);
    expect(predictions[0]).toBeCloseTo(0.5, 0);
  });
});

describe('reproducible', () => {
  const trained = async (seed: number, prepare?: (model: nn.AnyLayer) => void): Promise<Float32Array[]> => {
    const model = classifier();
    prepare?.(model);
    await nn.train(model, { ...options(), data: lines(30), batch: 8, epochs: 2, seed });
    return weightsOf(model);
  };

  test('the same seed gives the same weights, to the bit; another one does not', async () => {
    const first = await trained(7);
    expect(await trained(7)).toEqual(first);
    expect(await trained(8)).not.toEqual(first);
  });

  test('the seed initialises what has no values yet, and nothing else', async () => {
    const fresh = await trained(7);
    expect(await trained(7, (model) => model.initialize({ seed: 7 }))).toEqual(fresh);
    expect(await trained(7, (model) => model.initialize({ seed: 8 }))).not.toEqual(fresh);
  });

  test('every epoch sees every sample once, in an order of its own', async () => {
    const data = lines(10);
    const seen: number[] = [];
    const watched: nn.Dataset<'int32', [1, 8, 8], []> = {
      ...data,
      copy: (index, inputs, targets, row) => {
        seen.push(index);
        data.copy(index, inputs, targets, row);
      },
    };
    const run = async (shuffle: boolean): Promise<number[][]> => {
      seen.length = 0;
      await nn.train(classifier(), { ...options(), data: watched, batch: 3, epochs: 2, seed: 5, shuffle });
      return [seen.slice(0, 10), seen.slice(10)];
    };
    const inOrder = [...Array(10).keys()];
    expect(await run(false)).toEqual([inOrder, inOrder]);
    const [first, second] = await run(true);
    expect(first!.toSorted((a, b) => a - b)).toEqual(inOrder);
    expect(second!.toSorted((a, b) => a - b)).toEqual(inOrder);
    expect(first).not.toEqual(inOrder);
    expect(first).not.toEqual(second);
  });
});

describe('memory', () => {
  test('nothing is allocated after the first step, and nothing is left live', async () => {
    trimMemory();
    const after: { allocations: number; liveBuffers: number; liveBytes: number; bytes: number }[] = [];
    const model = classifier();
    await nn.train(model, {
      ...options(),
      data: lines(40),
      batch: 8,
      epochs: 3,
      onStep() {
        const { allocations, liveBuffers, liveBytes, bytes } = memory();
        after.push({ allocations, liveBuffers, liveBytes, bytes });
      },
    });
    expect(after).toHaveLength(15);
    for (const state of after) expect(state).toEqual(after[0]);
  });

  test('a smaller last batch allocates once', async () => {
    trimMemory();
    const allocations: number[] = [];
    await nn.train(classifier(), {
      ...options(),
      data: lines(20),
      batch: 8,
      epochs: 3,
      onStep: () => void allocations.push(memory().allocations),
    });
    expect(new Set(allocations.slice(2)).size).toBe(1);
  });

  test('what is left at the end are the parameters and what the optimiser remembers', async () => {
    const before = memory();
    const model = classifier();
    const { optimizer, ...others } = options();
    await nn.train(model, { ...others, optimizer, data: lines(16), batch: 8 });
    await nn.evaluate(model, lines(16));
    expect(memory().liveBuffers).toBe(before.liveBuffers + 3 * 6);
    optimizer.dispose();
    model.dispose();
    expect(memory().liveBuffers).toBe(before.liveBuffers);
  });

  test('an evaluation leaves nothing and records nothing, even when it fails', async () => {
    const own = await cpu();
    const model = classifier();
    model.initialize({ backend: own });
    // Of a backend of its own: what earlier tests have left may be collected at any time.
    const { liveBuffers } = memory(own);
    await nn.evaluate(model, lines(10), { batch: 4 });
    const failing = nn.evaluate(model, lines(10), {
      loss: () => {
        throw new Error('mine');
      },
    });
    await expect(failing).rejects.toThrow('mine');
    expect(memory(own).liveBuffers).toBe(liveBuffers);
  });
});

describe('progress', () => {
  test('steps and epochs are reported', async () => {
    const steps: nn.StepReport[] = [];
    const epochs: nn.EpochReport[] = [];
    const report = await nn.train(classifier(), {
      ...options(),
      data: lines(20),
      batch: 8,
      epochs: 2,
      onStep: (step) => void steps.push(step),
      onEpoch: async (epoch) => {
        await Promise.resolve();
        epochs.push(epoch);
      },
    });
    expect(steps.map(({ epoch, step, steps, count }) => [epoch, step, steps, count])).toEqual([
      [1, 1, 6, 8],
      [1, 2, 6, 8],
      [1, 3, 6, 4],
      [2, 4, 6, 8],
      [2, 5, 6, 8],
      [2, 6, 6, 4],
    ]);
    const mean = (8 * steps[0]!.loss + 8 * steps[1]!.loss + 4 * steps[2]!.loss) / 20;
    expect(epochs[0]?.loss).toBeCloseTo(mean, 10);
    expect(report).toMatchObject({ completed: true, steps: 6, epochs });
    for (const { samplesPerSecond, elapsed } of [...steps, ...epochs]) {
      expect(samplesPerSecond).toBeGreaterThan(0);
      expect(elapsed).toBeGreaterThan(0);
    }
  });

  test('dropLast leaves out what does not fill a batch', async () => {
    const counts: number[] = [];
    const onStep = ({ count }: nn.StepReport): void => void counts.push(count);
    await nn.train(classifier(), { ...options(), data: lines(20), batch: 8, dropLast: true, onStep });
    expect(counts).toEqual([8, 8]);
  });

  test('an error in a callback ends the training, and nothing leaks', async () => {
    const model = classifier();
    const { optimizer, ...others } = options();
    const training = (onStep: () => void | Promise<void>): Promise<unknown> =>
      nn.train(model, { ...others, optimizer, data: lines(20), batch: 8, onStep });
    await expect(training(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    const { liveBuffers } = memory();
    await expect(
      training(() => {
        throw new Error('mine too');
      }),
    ).rejects.toThrow('mine too');
    expect(memory().liveBuffers).toBe(liveBuffers);
  });

  test('timers run while it trains', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    await nn.train(classifier(), { ...options(), data: lines(200), batch: 50, epochs: 5 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
  });
});

describe('aborting', () => {
  test('a signal that is given already: no step', async () => {
    const model = classifier();
    const report = await nn.train(model, { ...options(), data: lines(20), signal: AbortSignal.abort() });
    expect(report).toMatchObject({ completed: false, steps: 0, epochs: [] });
    expect(() => model.parameters()).toThrow('has no values yet');
  });

  test('stops after the step at hand and keeps what was learned', async () => {
    const [model, short] = [classifier(), classifier()];
    const controller = new AbortController();
    const data = lines(32);
    const report = await nn.train(model, {
      ...options(),
      data,
      batch: 8,
      epochs: 3,
      signal: controller.signal,
      onStep: ({ step }) => {
        if (step === 4 + 2) controller.abort();
      },
    });
    expect(report).toMatchObject({ completed: false, steps: 6 });
    expect(report.epochs.map(({ epoch }) => epoch)).toEqual([1]);
    // The weights are those of six steps.
    let count = 0;
    const stop = new Error('six steps');
    const training = nn.train(short, {
      ...options(),
      data,
      batch: 8,
      epochs: 3,
      onStep: () => {
        count += 1;
        if (count === 6) throw stop;
      },
    });
    await expect(training).rejects.toBe(stop);
    expect(weightsOf(model)).toEqual(weightsOf(short));
  });

  test('from a timer', async () => {
    const signal = AbortSignal.timeout(30);
    const report = await nn.train(classifier(), { ...options(), data: lines(100), epochs: 100_000, signal });
    expect(report.completed).toBe(false);
    expect(report.elapsed).toBeLessThan(5);
  });

  test('after the last step there is nothing to abort', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const data = lines(8);
    const onStep = (): void => controller.abort();
    expect(await nn.train(classifier(), { ...options(), data, batch: 8, signal, onStep })).toMatchObject({
      completed: true,
    });
  });
});

describe('misuse is told before the first step', () => {
  test.each([
    [{ epochs: 0 }, 'train: epochs must be a positive integer, got 0'],
    [{ batch: 0.5 }, 'train: batch must be a positive integer, got 0.5'],
    [{ data: lines(4).subset(0) }, 'train: the data set has no samples'],
    [{ batch: 5, dropLast: true }, 'train: 4 samples do not fill a batch of 5; make it smaller or leave out dropLast'],
    [{ seed: NaN }, 'generator: seed must be an integer, got NaN'],
  ])('%#', async (wrong, sentence) => {
    const training = nn.train(classifier(), { ...options(), data: lines(4), ...wrong });
    await expect(training).rejects.toThrow(new ShapeError(sentence));
  });

  test('a model that learns nothing', async () => {
    const model = nn.network(['N', 1, 8, 8], nn.flatten());
    await expect(nn.train(model, { ...options(), data: lines(4) })).rejects.toThrow('the model has no parameters');
  });

  test('data of another shape', async () => {
    const model = nn.network(['N', 7], nn.linear(7, 3)) as nn.AnyLayer;
    await expect(nn.train(model, { ...options(), data: lines(4) })).rejects.toThrow(
      new ShapeError('network: input must be [N, 7], got [4, 1, 8, 8]'),
    );
  });
});

test('labels that the model has no score for are told', async () => {
  const model = nn.network(['N', 1, 8, 8], nn.flatten(), nn.linear(64, 2));
  await expect(nn.evaluate(model, lines(20))).rejects.toThrow(/^crossEntropy: label 2 at index \d+ is outside 0 … 1$/);
  const unchecked: nn.Dataset<'int32'> = { ...lines(20), classes: undefined };
  const loss = (): Tensor => scalar(0);
  await expect(nn.evaluate(model, unchecked, { loss })).rejects.toThrow(
    /^evaluate: label 2 at index \d+ is outside 0 … 1$/,
  );
});

test('a loss of your own', async () => {
  const data = nn.arrayDataset({
    inputs: Float32Array.of(1, 2),
    inputShape: [1],
    targets: Float32Array.of(3, 6),
    targetShape: [1],
  });
  const model = nn.network(['N', 1], nn.linear(1, 1, { bias: false }));
  await nn.train(model, {
    data,
    loss: (prediction, target) => mul(nn.mseLoss(prediction, target), 2),
    optimizer: nn.sgd({ learningRate: 0.1 }),
    epochs: 50,
  });
  const y = scope(() => model.forward(tensor([5], [1, 1])).dataSync());
  expect(y[0]).toBeCloseTo(15, 3);
});
