import { cpu } from '@gemmule/backend-cpu';
import { type Backend, memory, registerBackend, ShapeError, trimMemory, unregisterBackend } from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

type Points = nn.BatchSource<'int32', [2], []>;

const model = (): nn.Model<['N', 2], ['N', 2]> => nn.network(['N', 2], nn.linear(2, 4), nn.tanh(), nn.linear(4, 2));
const inputs = Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1, 0.5, 0.5);
const labels = Int32Array.of(0, 1, 1, 0, 1);
const data = nn.arrayDataset({ inputs, inputShape: [2], labels });
const options = (): { loss: typeof nn.crossEntropy; optimizer: nn.Optimizer; seed: number } => ({
  loss: nn.crossEntropy,
  optimizer: nn.sgd({ learningRate: 0.1 }),
  seed: 3,
});

/** The five points, two at a time and in order. `log` gets the epochs that begin and `end`. */
function points({ log = [] as unknown[], epochs = Infinity } = {}): Points {
  return {
    inputShape: [2],
    targetShape: [],
    targetType: 'int32',
    classes: 2,
    batchCount: 3,
    async *hostBatches(epoch, { signal } = {}) {
      log.push(epoch);
      try {
        const samples = epoch <= epochs ? 5 : 0;
        for (let start = 0; start < samples; start += 2) {
          signal?.throwIfAborted();
          const end = Math.min(start + 2, 5);
          yield {
            count: end - start,
            inputs: inputs.subarray(2 * start, 2 * end),
            targets: labels.subarray(start, end),
          };
        }
      } finally {
        log.push('end');
      }
    },
  };
}

const weightsOf = (model: nn.AnyLayer): Float32Array[] => [...model.parameters().values()].map((p) => p.dataSync());

test('batches in order teach what the data set in order teaches, to the bit', async () => {
  const [a, b, log] = [model(), model(), [] as unknown[]];
  await nn.train(a, { ...options(), data, batch: 2, shuffle: false, epochs: 4 });
  const report = await nn.train(b, { ...options(), data: points({ log }), epochs: 4 });
  expect(weightsOf(b)).toEqual(weightsOf(a));
  expect(report).toMatchObject({ completed: true, steps: 12 });
  expect(log).toEqual([1, 'end', 2, 'end', 3, 'end', 4, 'end']);
  expect(await nn.evaluate(b, points())).toEqual(await nn.evaluate(a, data, { batch: 2 }));
});

test('nothing is allocated after the first epoch', async () => {
  trimMemory();
  const allocations: number[] = [];
  const onStep = (): void => void allocations.push(memory().allocations);
  await nn.train(model(), { ...options(), data: points(), epochs: 4, onStep });
  expect(new Set(allocations.slice(3)).size).toBe(1);
});

test('a source that does not know its length', async () => {
  const steps: number[] = [];
  const source = { ...points({ epochs: 2 }), batchCount: undefined };
  const onStep = (report: nn.StepReport): void => void steps.push(report.steps);
  await nn.train(model(), { ...options(), data: source, epochs: 2, onStep });
  expect(steps).toEqual(Array(6).fill(NaN));
  const third = nn.train(model(), { ...options(), data: source, epochs: 3 });
  await expect(third).rejects.toThrow(new ShapeError('train: the data have no samples in epoch 3'));
});

describe('the source is stopped', () => {
  test('by an error of a callback', async () => {
    const log: unknown[] = [];
    const onStep = (): never => {
      throw new Error('mine');
    };
    await expect(nn.train(model(), { ...options(), data: points({ log }), epochs: 2, onStep })).rejects.toThrow('mine');
    expect(log).toEqual([1, 'end']);
  });

  test('by a signal, which is no error', async () => {
    const log: unknown[] = [];
    const controller = new AbortController();
    const onStep = ({ step }: nn.StepReport): void => {
      if (step === 4) controller.abort();
    };
    const { signal } = controller;
    const report = await nn.train(model(), { ...options(), data: points({ log }), epochs: 9, onStep, signal });
    expect(report).toMatchObject({ completed: false, steps: 4 });
    expect(log).toEqual([1, 'end', 2, 'end']);
  });

  test('by a signal while it makes a batch', async () => {
    const controller = new AbortController();
    const source: Points = {
      ...points(),
      // oxlint-disable-next-line require-yield
      async *hostBatches(_, { signal } = {}) {
        controller.abort(new Error('enough'));
        signal?.throwIfAborted();
      },
    };
    const { signal } = controller;
    const report = await nn.train(model(), { ...options(), data: source, epochs: 9, signal });
    expect(report).toMatchObject({ completed: false, steps: 0 });
  });

  test('errors of the source end the training', async () => {
    const source: Points = {
      ...points(),
      // oxlint-disable-next-line require-yield
      async *hostBatches() {
        throw new Error('its own');
      },
    };
    await expect(nn.train(model(), { ...options(), data: source, epochs: 1 })).rejects.toThrow('its own');
    await expect(nn.evaluate(model(), source)).rejects.toThrow('its own');
  });
});

test.each([{ batch: 2 }, { dropLast: true }, { shuffle: false }])(
  'options of batches are refused: %o',
  async (wrong) => {
    const sentence = `train: the data come in batches; ${Object.keys(wrong)[0]} is for whoever makes these`;
    const training = nn.train(model(), { ...options(), data: points(), epochs: 1, ...wrong });
    await expect(training).rejects.toThrow(new ShapeError(sentence));
  },
);

test('an evaluation refuses a batch size', async () => {
  await expect(nn.evaluate(model(), points(), { batch: 2 })).rejects.toThrow(
    new ShapeError('evaluate: the data come in batches; batch is for whoever makes these'),
  );
});
