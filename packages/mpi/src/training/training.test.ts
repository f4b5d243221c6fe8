import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  customGradient,
  generator,
  gradients,
  memory,
  registerBackend,
  scope,
  ShapeError,
  tensor,
  unregisterBackend,
  UsageError,
} from '@gemmule/core';
import { loader } from '@gemmule/data';
import * as nn from '@gemmule/nn';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MpiError } from '../mpi-error.ts';
import { withWorlds } from '../testing/fake-worlds.ts';
import type { World } from '../world.ts';
import { distributed } from './distributed.ts';

let backend: Backend;
/** Another engine, whose roundings are others. */
let plain: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu({ threads: 1 }));
  plain = await cpu({ engine: 'typescript' });
});
afterAll(() => {
  plain.dispose();
  unregisterBackend(backend);
});

/** Points of three classes, around three places. */
function points(count: number, seed = 1): nn.ArrayDataset<'int32', [2], []> {
  const random = generator(seed);
  const labels = Int32Array.from({ length: count }, () => random.integer(3));
  const inputs = Float32Array.from({ length: 2 * count }, (_, i) => {
    const label = labels[i >> 1]!;
    return (i % 2 === 0 ? Math.cos(2 * label) : Math.sin(2 * label)) + 0.4 * random.normal();
  });
  return nn.arrayDataset({ inputs, inputShape: [2], labels, classes: 3 });
}

const classifier = (): nn.Model<['N', 2], ['N', 3]> =>
  nn.network(['N', 2], nn.linear(2, 8), nn.tanh(), nn.layerNorm(8), nn.linear(8, 3));

async function weightsOf(model: nn.AnyLayer): Promise<number[]> {
  const tensors = [...model.parameters().values(), ...model.buffers().values()];
  return (await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]))).flat();
}

type Options = Omit<nn.TrainOptions<never, never, never>, 'data' | 'loss' | 'optimizer'>;

interface Trained {
  readonly weights: number[];
  readonly report: nn.TrainingReport;
  readonly model: nn.Model<['N', 2], ['N', 3]>;
}

async function trained(
  optimizer: nn.Optimizer,
  data: nn.Dataset<'int32', [2], []> | nn.BatchSource<'int32', [2], []>,
  options: Options,
): Promise<Trained> {
  const model = classifier();
  const report = await nn.train(model, {
    loss: nn.crossEntropy,
    ...options,
    data,
    optimizer,
  });
  optimizer.dispose();
  return { weights: await weightsOf(model), report, model };
}

const usual = (): nn.Optimizer => nn.sgd({ learningRate: 0.2, momentum: 0.9 });

const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(0, ...a.map((value, i) => Math.abs(value - b[i]!)));

/** What every epoch reports but for the clock, as numbers. */
const numbersOf = ({ epochs }: nn.TrainingReport): number[] =>
  epochs.flatMap(({ loss, validation }) => [loss, validation?.loss ?? 0, validation?.accuracy ?? 0]);

/** Eight units in the last place of numbers of about 1. */
const BOUND = 2 ** -20;

/** Small steps, which do not make more of the roundings of the ones before. */
const careful = (): nn.Optimizer => nn.sgd({ learningRate: 0.02 });

/** Asserts that some processes, and one with the whole batches, come to the same but for rounding. */
async function assertAsAlone(size: number, data: nn.Dataset<'int32', [2], []>, options: Options): Promise<void> {
  const alone = await trained(careful(), data, options);
  const { results } = await withWorlds(size, (world) => trained(distributed(careful(), world), data, options));
  for (const { weights, report } of results) {
    expect(weights, 'the same bits everywhere').toEqual(results[0]!.weights);
    expect(report.steps).toBe(alone.report.steps);
    expect(apart(weights, alone.weights)).toBeLessThan(BOUND);
    expect(numbersOf(report)).toEqual(numbersOf(results[0]!.report));
    expect(apart(numbersOf(report), numbersOf(alone.report))).toBeLessThan(BOUND);
  }
}

describe('any number of processes train what one would with the whole batches', () => {
  test('whatever the data and the batches: also when some processes have no samples of a batch', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          size: fc.integer({ min: 1, max: 5 }),
          count: fc.integer({ min: 1, max: 50 }),
          batch: fc.integer({ min: 1, max: 16 }),
          shuffle: fc.boolean(),
          seed: fc.integer({ min: 0, max: 1000 }),
        }),
        ({ size, count, ...options }) => assertAsAlone(size, points(count), { ...options, epochs: 2 }),
      ),
      { numRuns: 25 },
    ));

  test.each<[string, () => Partial<Options>]>([
    ['clipped gradients', () => ({ clip: { norm: 0.5, value: 0.2 } })],
    ['gradients of several batches, the last ones of an epoch fewer', () => ({ accumulate: 3 })],
    ['a schedule by the loss', () => ({ schedule: nn.reduceOnPlateau({ patience: 1, factor: 0.5 }) })],
    ['validation', () => ({ validation: { data: points(21, 2), batch: 4 } })],
    ['early stopping', () => ({ epochs: 30, earlyStopping: { patience: 1, minimumChange: 0.02, restoreBest: true } })],
    ['the last batch left out', () => ({ dropLast: true })],
  ])('%s', async (_, more) => {
    const options = (): Options => ({ epochs: 4, batch: 10, seed: 3, ...more() });
    for (const size of [2, 3]) {
      const alone = await trained(usual(), points(73), options());
      const { results } = await withWorlds(size, (world) =>
        trained(distributed(usual(), world), points(73), options()),
      );
      for (const { weights, report } of results) {
        expect(weights).toEqual(results[0]!.weights);
        expect(report.steps).toBe(alone.report.steps);
        expect(apart(weights, alone.weights)).toBeLessThan(2e-5);
        expect(apart(numbersOf(report), numbersOf(alone.report))).toBeLessThan(2e-5);
      }
    }
  });

  test('a loader that is given the world', async () => {
    const options = { batch: 8, seed: 3 };
    const alone = await trained(usual(), loader(points(50), options), { epochs: 3 });
    const { results } = await withWorlds(3, (world) =>
      trained(distributed(usual(), world), loader(points(50), { ...options, shard: world }), { epochs: 3 }),
    );
    for (const { weights } of results) expect(apart(weights, alone.weights)).toBeLessThan(1e-5);
  });

  test('a loop of your own', async () => {
    const alone = classifier();
    alone.initialize({ seed: 0 });
    const single = usual();
    const losses: number[] = [];
    for await (using batch of loader(points(21), { batch: 8, seed: 1 })) {
      scope(() => {
        const parameters = alone.parameters();
        const loss = nn.crossEntropy(alone.forward(batch.inputs), batch.targets);
        losses.push(loss.dataSync()[0]!);
        single.step(parameters, gradients(loss, [...parameters.values()]));
      });
    }
    const { results } = await withWorlds(6, async (world) => {
      const model = classifier();
      model.initialize({ seed: world.rank });
      const optimizer = distributed(usual(), world);
      await optimizer.synchronize(model);
      const own: number[] = [];
      for await (using batch of loader(points(21), { batch: 8, seed: 1, shard: world })) {
        using loss = scope(() => nn.crossEntropy(model.forward(batch.inputs), batch.targets));
        own.push(await optimizer.minimize(loss, model.parameters(), batch.samples));
      }
      return [...own, ...(await weightsOf(model))];
    });
    for (const numbers of results) expect(apart(numbers, [...losses, ...(await weightsOf(alone))])).toBeLessThan(1e-5);
  });
});

test('each process draws numbers of its own, rank 0 those that one process would', async () => {
  const drawnBy = async (optimizer: nn.Optimizer): Promise<number[]> => {
    const drawn: number[] = [];
    const drawing = nn.layer<nn.Elementwise>({
      kind: 'drawing',
      forward(x, { random }) {
        drawn.push(random.uniform());
        return x;
      },
      plan: (shape) => shape,
    });
    const model = nn.network(['N', 2], drawing, nn.linear(2, 3));
    await nn.train(model, { data: points(12), loss: nn.crossEntropy, optimizer, epochs: 1, batch: 4, seed: 2 });
    return drawn;
  };
  const alone = await drawnBy(usual());
  const { results } = await withWorlds(3, (world) => drawnBy(distributed(usual(), world)));
  expect(results[0]).toEqual(alone);
  expect(new Set(results.flat()).size).toBe(9);
});

test('after the first steps nothing is allocated', async () => {
  const allocations: number[] = [];
  await withWorlds(1, (world) =>
    trained(distributed(usual(), world), points(40), {
      epochs: 4,
      batch: 8,
      onEpoch: () => void allocations.push(memory(backend).allocations),
    }),
  );
  expect(allocations).toEqual(allocations.map(() => allocations[0]));
});

describe('on a backend that does not read at once, as a GPU', () => {
  const remote = (): Backend => {
    const backend: Backend = { ...plain, name: 'remote' };
    delete backend.readSync;
    return backend;
  };

  test('gradients are sent when they have been read', async () => {
    const options = { epochs: 2, batch: 7, seed: 3, backend: remote() };
    const alone = await trained(careful(), points(30), options);
    const { results } = await withWorlds(3, (world) =>
      trained(distributed(careful(), world, { bucketBytes: 64 }), points(30), options),
    );
    for (const { weights } of results) {
      expect(weights).toEqual(results[0]!.weights);
      expect(apart(weights, alone.weights)).toBeLessThan(BOUND);
    }
  });

  test('statistics of a batch cannot be synchronised, which is said at the start', async () => {
    await withWorlds(1, async (world) => {
      const optimizer = distributed(careful(), world, { synchronizeBatchNorm: true });
      await expect(trained(optimizer, points(30), { epochs: 1, backend: remote() })).rejects.toThrow(
        "mpi: batch normalisation can be synchronised only where a backend reads at once; 'remote' (typescript) does not",
      );
    });
  });
});

describe('checkpoints', () => {
  test('rank 0 writes them; any number of processes goes on from them, as rank 0 has them', async () => {
    const options = { epochs: 4, batch: 10, seed: 3 };
    const whole = await trained(usual(), points(73), options);
    const saved: { rank: number; bytes: Uint8Array }[] = [];
    await withWorlds(3, (world) =>
      trained(distributed(usual(), world), points(73), {
        ...options,
        checkpoint: { save: (bytes) => void saved.push({ rank: world.rank, bytes }), everySteps: 5 },
      }),
    );
    expect(saved.map(({ rank }) => rank)).toEqual(saved.map(() => 0));
    const middle = saved[3]!.bytes;
    for (const size of [1, 2, 4]) {
      const { results } = await withWorlds(size, (world) =>
        trained(distributed(usual(), world), points(73), {
          ...options,
          ...(world.rank === 0 ? { resume: middle } : {}),
        }),
      );
      for (const { weights, report } of results) {
        expect(report.steps).toBe(whole.report.steps);
        expect(apart(weights, whole.weights)).toBeLessThan(1e-5);
        expect(weights).toEqual(results[0]!.weights);
      }
    }
    const alone = await trained(usual(), points(73), { ...options, resume: middle });
    expect(apart(alone.weights, whole.weights), 'without any other process').toBeLessThan(1e-5);
  });

  test('running statistics are the mean of all processes, and the same in all', async () => {
    const make = (): nn.Model<['N', 2], ['N', 3]> =>
      nn.network(['N', 2], nn.batchNorm1d(2, { momentum: 1 }), nn.linear(2, 3));
    const { results } = await withWorlds(2, async (world) => {
      const model = make();
      const optimizer = distributed(usual(), world);
      await nn.train(model, { data: points(8), loss: nn.crossEntropy, optimizer, epochs: 1, batch: 8, shuffle: false });
      return [...model.buffers().values()].map((buffer) => [...buffer.dataSync()]);
    });
    expect(results[1]).toEqual(results[0]);
    const mean = [0, 0];
    const inputs = new Float32Array(2);
    for (let i = 0; i < 8; i++) {
      points(8).copy(i, inputs, new Int32Array(1), 0);
      inputs.forEach((value, axis) => (mean[axis]! += value / 8));
    }
    expect(apart(results[0]![0]!, mean)).toBeLessThan(1e-6);
  });
});

describe('stopping', () => {
  test.each([0, 1, 2])(
    'a signal in process %i stops all at the same step, with a checkpoint to go on from',
    async (who) => {
      const stop = new AbortController();
      let saved: Uint8Array | undefined;
      const { results } = await withWorlds(3, (world) =>
        trained(distributed(usual(), world), points(73), {
          epochs: 3,
          batch: 10,
          seed: 3,
          ...(world.rank === who ? { signal: stop.signal } : {}),
          onStep: ({ step }) => void (world.rank === who && step === 11 && stop.abort()),
          checkpoint: {
            save(bytes) {
              saved = bytes;
            },
          },
        }),
      );
      expect(results.map(({ report }) => [report.completed, report.steps])).toEqual(results.map(() => [false, 11]));
      for (const { weights } of results) expect(weights).toEqual(results[0]!.weights);
      const whole = await trained(usual(), points(73), { epochs: 3, batch: 10, seed: 3 });
      const { results: later } = await withWorlds(2, (world) =>
        trained(distributed(usual(), world), points(73), { epochs: 3, batch: 10, seed: 3, resume: saved }),
      );
      for (const { weights } of later) expect(apart(weights, whole.weights)).toBeLessThan(1e-5);
    },
  );
});

describe('gradients are sent', () => {
  const lengths = (bucketBytes: number): Promise<readonly string[]> =>
    withWorlds(2, (world) =>
      trained(distributed(usual(), world, { bucketBytes }), points(8), { epochs: 1, batch: 8 }),
    ).then(({ calls }) => calls.filter((call) => call.startsWith('allReduce sum')));

  test('in buckets, the last layers first; the loss travels with them', async () => {
    // Agreement on the step and on its end; weights 16, 8, norm 8, 8, weights 24, 3; and the loss.
    expect(await lengths(2 ** 20)).toEqual(['allReduce sum 3', 'allReduce sum 68', 'allReduce sum 3']);
    expect(await lengths(128)).toEqual([
      'allReduce sum 3',
      'allReduce sum 28',
      'allReduce sum 24',
      'allReduce sum 16',
      'allReduce sum 3',
    ]);
    expect(await lengths(1)).toHaveLength(9);
  });

  test('before the way back is over', async () => {
    const order: string[] = [];
    await withWorlds(1, async (world) => {
      const model = nn.network(
        ['N', 2],
        nn.linear(2, 4),
        nn.layer<nn.Elementwise>({
          kind: 'watched',
          forward: (x) =>
            customGradient({
              operation: 'watched',
              inputs: [x],
              forward: () => x,
              gradients: [(dy) => (order.push('way back through the middle'), dy)],
            }),
          plan: (shape) => shape,
        }),
        nn.linear(4, 3),
      );
      const watched: World = {
        rank: world.rank,
        size: world.size,
        library: world.library,
        allReduce(values, operation) {
          order.push(`send ${values.length}`);
          return world.allReduce(values, operation);
        },
        allReduceSync: (...call) => world.allReduceSync(...call),
        broadcast: (...call) => world.broadcast(...call),
        barrier: () => world.barrier(),
        gather: (...call) => world.gather(...call),
        allGather: (...call) => world.allGather(...call),
        setComputing: (...call) => world.setComputing(...call),
        end: () => world.end(),
        abort: () => world.abort(),
      };
      const optimizer = distributed(usual(), watched, { bucketBytes: 4 });
      await nn.train(model, { data: points(4), loss: nn.crossEntropy, optimizer, epochs: 1, batch: 4 });
    });
    expect(order).toEqual([
      'send 3',
      'send 1',
      'send 3',
      'send 12',
      'way back through the middle',
      'send 4',
      'send 8',
      'send 3',
    ]);
  });
});

describe('what does not fit is told to all', () => {
  const failures = async (train: (world: World) => Promise<unknown>): Promise<unknown[]> => {
    const { results } = await withWorlds(3, (world) => train(world).catch((error: unknown) => error));
    return results;
  };

  test('another model', async () => {
    const errors = await failures((world) => {
      const model = nn.network(
        ['N', 2],
        nn.linear(2, world.rank === 2 ? 5 : 4),
        nn.tanh(),
        nn.linear(world.rank === 2 ? 5 : 4, 3),
      );
      return nn.train(
        model as never,
        { data: points(9), loss: nn.crossEntropy, optimizer: distributed(usual(), world), epochs: 1 } as never,
      );
    });
    for (const error of errors) {
      expect(error).toBeInstanceOf(MpiError);
      expect((error as Error).message).toMatch(
        /^mpi: training must be the same everywhere, but the model is .* in rank 2$/,
      );
    }
  });

  test.each<[string, (rank: number) => Options]>([
    ['epochs is 2 in rank 0 and 3 in rank 1', (rank) => ({ epochs: rank === 1 ? 3 : 2 })],
    ['seed is 0 in rank 0 and 1 in rank 2', (rank) => ({ epochs: 2, seed: rank === 2 ? 1 : 0 })],
    ['batches is 4 in rank 0 and 3 in rank 1', (rank) => ({ epochs: 2, batch: rank === 1 ? 8 : 7 })],
    ['the engine is cpu (wasm', (rank) => ({ epochs: 2, backend: rank === 1 ? plain : backend })],
    [
      'checkpoint is not set in rank 0 and {} in rank 1',
      (rank) => ({ epochs: 2, ...(rank === 1 ? { checkpoint: { save() {} } } : {}) }),
    ],
  ])('%s', async (sentence, options) => {
    const errors = await failures((world) => trained(distributed(usual(), world), points(23), options(world.rank)));
    for (const error of errors) {
      expect(error).toBeInstanceOf(MpiError);
      expect((error as Error).message).toContain(sentence);
    }
  });

  test('other data, in the first or the last sample', async () => {
    const errors = await failures((world) => {
      const data = points(23);
      const copy: typeof data.copy = (index, inputs, targets, row) => {
        data.copy(index, inputs, targets, row);
        if (index === 22 && world.rank === 2) targets[row] = (targets[row]! + 1) % 3;
      };
      return trained(distributed(usual(), world), { ...data, copy }, { epochs: 1 });
    });
    for (const error of errors)
      expect((error as Error).message).toMatch(/but data is "\w+" in rank 0 and "\w+" in rank 2$/);
  });

  test('batches that are over in some processes only', async () => {
    const lines = (count: number): nn.BatchSource<'int32', [2], []> => ({
      ...loader(points(count), { batch: 4 }),
      batchCount: undefined,
    });
    const errors = await failures((world) =>
      trained(distributed(usual(), world), { ...lines(world.rank === 0 ? 8 : 12), shard: world }, { epochs: 1 }),
    );
    for (const error of errors) expect((error as Error).message).toContain('are over in 1 of 3 processes');
  });

  test('weights that were changed in one process', async () => {
    const errors = await failures(async (world) => {
      const model = classifier();
      await nn.train(model, {
        data: points(23),
        loss: nn.crossEntropy,
        optimizer: distributed(usual(), world),
        epochs: 1,
        onStep: () => {
          if (world.rank !== 1) return;
          const weight = model.parameters().get('0.weight')!;
          weight.write(weight.dataSync().map((value) => value * (1 + 2 ** -20)));
        },
      });
    });
    for (const error of errors)
      expect((error as Error).message).toContain('the weights in ranks 1 are no longer those of rank 0');
  });
});

describe('misuse', () => {
  test('a loader that does not share its batches', async () => {
    const { results } = await withWorlds(2, (world) =>
      trained(distributed(usual(), world), loader(points(9)), { epochs: 1 }).catch((error: unknown) => error),
    );
    expect(results[1]).toEqual(
      new ShapeError(
        'train: the batches are share 0 of 1, but this is process 1 of 2; give the loader the world that the optimiser has, as `shard`',
      ),
    );
  });

  test('a share of batches without others, or to evaluate', async () => {
    const share = loader(points(9), { shard: { rank: 1, size: 2 } });
    await expect(trained(usual(), share, { epochs: 1 })).rejects.toThrow(
      'the batches are share 1 of 2, but this is process 0 of 1',
    );
    await expect(nn.evaluate(classifier(), share)).rejects.toThrow('evaluate: the batches are only share 1 of 2');
  });

  test('a step by gradients of one process', async () => {
    await withWorlds(1, async (world) => {
      const optimizer = distributed(usual(), world);
      const parameter = tensor([1], [1], { requiresGrad: true });
      expect(() => optimizer.step([parameter], [tensor([1], [1])])).toThrow(UsageError);
      expect(() => distributed(optimizer, world)).toThrow('is distributed already');
      expect(() => distributed(usual(), world, { bucketBytes: 0 })).toThrow(ShapeError);
    });
  });
});
