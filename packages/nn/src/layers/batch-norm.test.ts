import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  batchNorm,
  gradients,
  memory,
  ones,
  randomNormal,
  registerBackend,
  scope,
  ShapeError,
  square,
  sum,
  type Tensor,
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

const values = (x: Tensor): number[] => [...x.dataSync()];

/** Mean and unbiased variance of each channel of `[N, C, ...]`, by their definitions in float64. */
function momentsOf(x: Tensor): { mean: number[]; variance: number[] } {
  const [batch, channels] = x.shape as unknown as [number, number];
  const data = values(x);
  const area = data.length / batch / channels;
  const lanes = Array.from({ length: channels }, (_, c) =>
    data.filter((_, i) => Math.floor(i / area) % channels === c),
  );
  const average = (lane: number[]): number => lane.reduce((a, b) => a + b, 0) / lane.length;
  return {
    mean: lanes.map(average),
    variance: lanes.map((lane) => {
      const mean = average(lane);
      return lane.reduce((total, value) => total + (value - mean) ** 2, 0) / (lane.length - 1);
    }),
  };
}

const learning = { training: true } as const;

describe('in training', () => {
  test('the batch is normalised by itself', () => {
    const layer = nn.batchNorm2d(3, { epsilon: 0.1 });
    const x = randomNormal([4, 3, 5, 2], { seed: 1, mean: 3 });
    expect(values(layer.forward(x, learning))).toEqual(values(batchNorm(x, { epsilon: 0.1, weight: ones([3]) })));
  });

  test('the running statistics follow the batches, as in PyTorch', () => {
    const layer = nn.batchNorm2d(2, { momentum: 0.3 });
    let [mean, variance] = [
      [0, 0],
      [1, 1],
    ];
    for (let step = 0; step < 5; step++) {
      const x = randomNormal([3, 2, 4, 1], { seed: step, mean: step, deviation: 1 + step });
      layer.forward(x, learning);
      const batch = momentsOf(x);
      mean = mean.map((old, c) => 0.7 * old + 0.3 * batch.mean[c]!);
      variance = variance.map((old, c) => 0.7 * old + 0.3 * batch.variance[c]!);
    }
    const kept = [...layer.buffers().values()].flatMap(values);
    const wanted = [...mean, ...variance];
    expect(kept).toHaveLength(4);
    kept.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(wanted[i]!))));
  });

  test('gradients flow through the statistics of the batch', () => {
    const layer = nn.batchNorm1d(2);
    const x = randomNormal([6, 2], { seed: 1, requiresGrad: true });
    const y = layer.forward(x, learning);
    const [weight, bias] = [...layer.parameters().values()];
    const [dx, dw, db] = gradients(sum(square(y)), [x, weight!, bias!]);
    // Squares of what has variance 1 add up to the count, whatever x is.
    for (const slope of values(dx)) expect(Math.abs(slope)).toBeLessThan(1e-3);
    for (const slope of values(dw)) expect(slope).toBeCloseTo(12, 2);
    for (const slope of values(db)) expect(slope).toBeCloseTo(0, 4);
  });

  test('one value per channel is refused, before anything is changed', () => {
    const layer = nn.batchNorm2d(2);
    layer.initialize();
    const told = new ShapeError(
      'batchNorm2d: the statistics of a batch need more than one value per channel, got 1 (input [1, 2, 1, 1])',
    );
    expect(() => layer.forward(ones([1, 2, 1, 1]), learning)).toThrow(told);
    expect(values(layer.buffers().get('runningMean')!)).toEqual([0, 0]);
    expect(layer.forward(ones([1, 2, 1, 1])).shape).toEqual([1, 2, 1, 1]);
    const untracked = nn.batchNorm2d(2, { trackRunningStats: false });
    expect(() => untracked.forward(ones([1, 2, 1, 1]))).toThrow(told);
    expect(untracked.buffers().size).toBe(0);
  });
});

describe('in prediction', () => {
  const trained = (): nn.Layer<nn.BatchNorm2d<2>> => {
    const layer = nn.batchNorm2d(2, { momentum: 1 });
    scope(() => void layer.forward(randomNormal([4, 2, 3, 3], { seed: 5, mean: 2, deviation: 3 }), learning));
    return layer;
  };

  test('the running statistics are used, and stay as they are', () => {
    const layer = trained();
    const [mean, variance] = [...layer.buffers().values()] as [Tensor<number[]>, Tensor<number[]>];
    const before = [values(mean), values(variance)];
    const x = randomNormal([1, 2, 2, 2], { seed: 6 });
    const y = layer.forward(x);
    expect(values(y)).toEqual(values(batchNorm(x, { statistics: { mean, variance }, weight: ones([2]) })));
    expect([values(mean), values(variance)]).toEqual(before);
    // Each sample for itself.
    const both = layer.forward(randomNormal([2, 2, 2, 2], { seed: 6 }));
    expect(values(both).slice(0, 8)).toEqual(values(y));
  });

  test('a model that was saved and loaded predicts the same', async () => {
    const [layer, other] = [trained(), nn.batchNorm2d(2)];
    nn.loadSafetensors(other, await nn.saveSafetensors(layer));
    const x = randomNormal([3, 2, 2, 2], { seed: 7 });
    expect(values(other.forward(x))).toEqual(values(layer.forward(x)));
  });
});

describe('a network with it', () => {
  const data = nn.arrayDataset({
    inputs: Float32Array.from({ length: 40 * 16 }, (_, i) => 100 + Math.sin(i * i) + (Math.floor(i / 16) % 2) * 0.3),
    inputShape: [1, 4, 4],
    labels: Uint8Array.from({ length: 40 }, (_, i) => i % 2),
  });
  const model = (): nn.Model<['N', 1, 4, 4], ['N', 2]> =>
    nn.network(
      ['N', 1, 4, 4],
      nn.batchNorm2d(1),
      nn.conv2d({ in: 1, out: 4, kernel: 3, bias: false }),
      nn.batchNorm2d(4),
      nn.relu(),
      nn.dropout(0.1),
      nn.flatten(),
      nn.linear(16, 2),
    );

  test('learns from data far away from 0, and predicts as well as it trains', async () => {
    const one = model();
    await nn.train(one, {
      data,
      loss: nn.crossEntropy,
      optimizer: nn.adam({ learningRate: 0.02 }),
      epochs: 60,
      batch: 8,
    });
    expect((await nn.evaluate(one, data)).accuracy).toBeGreaterThan(0.9);
  });

  test('is trained to the same bits by the same seed, running statistics and all', async () => {
    const trained = async (seed: number): Promise<number[][]> => {
      const one = model();
      const optimizer = nn.sgd({ learningRate: 0.1 });
      await nn.train(one, { data, loss: nn.crossEntropy, optimizer, epochs: 2, batch: 8, seed });
      return [...one.parameters().values(), ...one.buffers().values()].map(values);
    };
    expect(await trained(3)).toEqual(await trained(3));
    expect(await trained(3)).not.toEqual(await trained(4));
  });

  test('allocates nothing after the first step', async () => {
    trimMemory();
    const after: number[] = [];
    await nn.train(model(), {
      data,
      loss: nn.crossEntropy,
      optimizer: nn.adam(),
      epochs: 2,
      batch: 8,
      onStep: () => void after.push(memory().allocations),
    });
    expect(after).toHaveLength(10);
    expect(new Set(after).size).toBe(1);
  });
});
