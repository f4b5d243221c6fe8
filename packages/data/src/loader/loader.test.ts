import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  memory,
  registerBackend,
  ShapeError,
  trimMemory,
  unregisterBackend,
  UsageError,
} from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AsyncDataset,
  type Dataset,
  type Loader,
  loader,
  normalize,
  randomCrop,
  randomHorizontalFlip,
  randomRotation,
  type Sample,
  streamDataset,
  type Transform,
} from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** Sample i: input [i, 10 i], label i % 3. */
function points(count: number): Dataset<'int32', [2], []> {
  const inputs = Float32Array.from({ length: 2 * count }, (_, k) => (k % 2 === 0 ? k / 2 : 10 * ((k - 1) / 2)));
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  return nn.arrayDataset({ inputs, inputShape: [2], labels, classes: 3 });
}

const samples = (count: number): Sample[] =>
  Array.from({ length: count }, (_, i) => ({ input: [i, 10 * i], target: i % 3 }));

/** The same, sample by sample. */
const stream = (count: number): ReturnType<typeof streamDataset<'int32', [2]>> =>
  streamDataset(samples(count), { inputShape: [2], targetType: 'int32', classes: 3 });

/** Which samples an epoch has, batch by batch; asserts that inputs and labels belong together. */
async function epochOf(batches: Loader<'int32', [2], []>, epoch: number): Promise<number[][]> {
  const out: number[][] = [];
  for await (const { count, inputs, targets } of batches.hostBatches(epoch)) {
    const rows = Array.from({ length: count }, (_, row) => inputs[2 * row]!);
    expect([...targets]).toEqual(rows.map((i) => i % 3));
    expect([...inputs]).toEqual(rows.flatMap((i) => [i, 10 * i]));
    out.push(rows);
  }
  return out;
}

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
const upTo = (count: number): number[] => [...Array(count).keys()];

describe.each([
  ['a data set', points, {}],
  ['a stream', stream, { shuffleBuffer: 5 }],
] as const)('%s', (_, make, extra) => {
  test('every sample once, in batches', async () => {
    const all = loader(make(10), { batch: 4, ...extra });
    expect((await epochOf(all, 1)).map((rows) => rows.length)).toEqual([4, 4, 2]);
    expect(sorted((await epochOf(all, 1)).flat())).toEqual(upTo(10));
    const whole = loader(make(10), { batch: 4, dropLast: true, ...extra });
    expect((await epochOf(whole, 1)).map((rows) => rows.length)).toEqual([4, 4]);
    const even = loader(make(8), { batch: 4, ...extra });
    expect((await epochOf(even, 1)).map((rows) => rows.length)).toEqual([4, 4]);
  });

  test('seed and epoch decide the order', async () => {
    const order = async (seed: number, epoch: number): Promise<number[]> =>
      (await epochOf(loader(make(30), { seed, ...extra }), epoch)).flat();
    const first = await order(1, 1);
    expect(first).not.toEqual(upTo(30));
    expect(await order(1, 1)).toEqual(first);
    expect(await order(1, 2)).not.toEqual(first);
    expect(await order(2, 1)).not.toEqual(first);
    // Neither what came before nor the size of batches does.
    const other = loader(make(30), { seed: 1, batch: 7, prefetch: 0, ...extra });
    await epochOf(other, 3);
    expect((await epochOf(other, 1)).flat()).toEqual(first);
  });

  test('without shuffling, the order of the data', async () => {
    expect((await epochOf(loader(make(7), { batch: 3, shuffle: false }), 4)).flat()).toEqual(upTo(7));
  });

  test('no sample, no batch', async () => {
    expect(await epochOf(loader(make(0), extra), 1)).toEqual([]);
  });
});

test('a data set is shuffled as a whole: each sample is as likely in each place', async () => {
  const [count, epochs] = [6, 3000];
  const places = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const batches = loader(points(count), { seed: 3 });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for await (const { inputs } of batches.hostBatches(epoch)) {
      for (let row = 0; row < count; row++) places[inputs[2 * row]!]![row]! += 1;
    }
  }
  const expected = epochs / count;
  const spread = places.flat().reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // Chi-squared with 25 degrees of freedom: 60.1 is the 0.0001 point.
  expect(spread).toBeLessThan(60.1);
});

describe('how many batches', () => {
  test('is known where the length is', () => {
    expect(loader(points(10), { batch: 4 }).batchCount).toBe(3);
    expect(loader(points(10), { batch: 4, dropLast: true }).batchCount).toBe(2);
    expect(loader(stream(10), { batch: 4 }).batchCount).toBeUndefined();
    const known = streamDataset(samples(10), { inputShape: [2], targetType: 'int32', length: 10 });
    expect(loader(known, { batch: 4 }).batchCount).toBe(3);
  });

  test('a length that is not so is told', async () => {
    const wrong = streamDataset(samples(10), { inputShape: [2], targetType: 'int32', classes: 3, length: 11 });
    await expect(epochOf(loader(wrong), 1)).rejects.toThrow(
      new ShapeError('loader: the stream gave 10 samples, but its length is 11'),
    );
  });
});

describe('tensors', () => {
  test('belong to the caller', async () => {
    const { liveBuffers } = memory();
    const made = [];
    for await (const { inputs, targets } of loader(points(5), { batch: 2, shuffle: false })) made.push(inputs, targets);
    expect(made.map(({ shape }) => shape)).toEqual([[2, 2], [2], [2, 2], [2], [1, 2], [1]]);
    expect(await Promise.all(made.map(async (tensor) => [...(await tensor.data())]))).toEqual([
      [0, 0, 1, 10],
      [0, 1],
      [2, 20, 3, 30],
      [2, 0],
      [4, 40],
      [1],
    ]);
    expect(memory().liveBuffers).toBe(liveBuffers + 6);
    for (const tensor of made) tensor.dispose();
    expect(memory().liveBuffers).toBe(liveBuffers);
  });

  test('using a batch disposes it, and leaving the loop leaves nothing', async () => {
    const { liveBuffers } = memory();
    for await (using batch of loader(points(20), { batch: 2 })) {
      expect(batch.inputs.backend).toBe(backend);
      expect(memory().liveBuffers).toBe(liveBuffers + 2);
      if (batch.targets.dataSync()[0] === 2) break;
    }
    expect(memory().liveBuffers).toBe(liveBuffers);
  });

  test('are made where one says', async () => {
    const other = await cpu({ engine: 'typescript' });
    for await (using batch of loader(points(2)).batches({ backend: other })) {
      expect([batch.inputs.backend, batch.targets.backend]).toEqual([other, other]);
    }
    other.dispose();
  });

  test('each loop goes through the next epoch', async () => {
    const batches = loader(points(8), { batch: 8, seed: 4 });
    const order = async (options?: { epoch: number }): Promise<number[]> => {
      const out: number[] = [];
      for await (using batch of batches.batches(options)) out.push(...batch.inputs.dataSync());
      return out;
    };
    const [first, second] = [await order(), await order()];
    expect(second).not.toEqual(first);
    expect(await order({ epoch: 1 })).toEqual(first);
    expect(await order()).toEqual(second);
  });
});

describe('transforms', () => {
  const image = (i: number): Float32Array => Float32Array.from({ length: 2 * 6 * 5 }, (_, k) => Math.sin(i * 97 + k));
  const count = 12;
  const images = nn.arrayDataset({
    inputs: Float32Array.from(upTo(count).flatMap((i) => [...image(i)])),
    inputShape: [2, 6, 5],
    labels: Uint8Array.from(upTo(count)),
  });
  const augment = [
    randomCrop({ size: 4, padding: 1 }),
    randomHorizontalFlip(),
    randomRotation({ degrees: 20 }),
    normalize({ mean: [0.5, 0], std: 2 }),
  ] as const;

  /** Label to input. */
  async function inputsOf(
    data: Parameters<typeof loader>[0],
    epoch: number,
    options: object,
  ): Promise<Map<number, string>> {
    const out = new Map<number, string>();
    const batches = loader(data as typeof images, { transforms: augment, ...options });
    expect(batches.inputShape).toEqual([2, 4, 4]);
    for await (const { count, inputs, targets } of batches.hostBatches(epoch)) {
      for (let row = 0; row < count; row++) out.set(targets[row]!, inputs.subarray(row * 32, (row + 1) * 32).join());
    }
    return out;
  }

  test('follow from seed, epoch and sample: not from batches, order, prefetching or the kind of data', async () => {
    const first = await inputsOf(images, 2, { seed: 5 });
    expect(first.size).toBe(count);
    const asStream = streamDataset(() => upTo(count).map((i) => ({ input: image(i), target: i })), {
      inputShape: [2, 6, 5],
      targetType: 'int32',
    });
    const asFiles: AsyncDataset<'int32', [2, 6, 5], []> = {
      length: count,
      inputShape: [2, 6, 5],
      targetShape: [],
      targetType: 'int32',
      async load(index, inputs, targets, row) {
        // The later the sooner.
        await new Promise((resolve) => void setTimeout(resolve, count - index));
        images.copy(index, inputs, targets, row);
      },
    };
    for (const [data, options] of [
      [images, { batch: 5, prefetch: 0 }],
      [images, { batch: 1, prefetch: 7, shuffle: false }],
      [asStream, { batch: 3 }],
      [asFiles, { batch: 4 }],
    ] as const) {
      expect(await inputsOf(data as never, 2, { seed: 5, ...options })).toEqual(first);
    }
  });

  test('are others in another epoch, for another seed and another sample', async () => {
    const first = await inputsOf(images, 2, { seed: 5 });
    for (const other of [await inputsOf(images, 3, { seed: 5 }), await inputsOf(images, 2, { seed: 6 })]) {
      const same = [...first].filter(([label, input]) => other.get(label) === input);
      expect(same).toEqual([]);
    }
    const equal = nn.arrayDataset({
      inputs: Float32Array.from(upTo(count).flatMap(() => [...image(0)])),
      inputShape: [2, 6, 5],
      labels: Uint8Array.from(upTo(count)),
    });
    expect(new Set((await inputsOf(equal, 1, {})).values()).size).toBe(count);
  });

  test('leave the data as they are', async () => {
    const before = image(3);
    await inputsOf(images, 1, {});
    const [inputs, targets] = [new Float32Array(60), new Int32Array(1)];
    images.copy(3, inputs, targets, 0);
    expect(inputs).toEqual(before);
  });

  test('an own one', async () => {
    const negate: Transform<'same'> = {
      name: 'negate',
      size: 'same',
      apply: (from, to) => from.forEach((value, i) => (to[i] = -value)),
    };
    for await (const { inputs } of loader(points(2), { shuffle: false, transforms: [negate] }).hostBatches(1)) {
      expect([...inputs]).toEqual([-0, -0, -1, -10]);
    }
  });
});

describe('training', () => {
  const model = (): nn.Model<['N', 2], ['N', 3]> => nn.network(['N', 2], nn.linear(2, 4), nn.tanh(), nn.linear(4, 3));
  const weightsOf = (model: nn.AnyLayer): Float32Array[] => [...model.parameters().values()].map((p) => p.dataSync());
  const options = (): { loss: typeof nn.crossEntropy; optimizer: nn.Optimizer; epochs: number } => ({
    loss: nn.crossEntropy,
    optimizer: nn.sgd({ learningRate: 0.01 }),
    epochs: 3,
  });

  test('a loader teaches what its data teach', async () => {
    const [a, b, c] = [model(), model(), model()];
    await nn.train(a, { ...options(), data: points(10), batch: 4, shuffle: false });
    const fixed = loader(points(10), { batch: 4, shuffle: false });
    expect(await nn.train(b, { ...options(), data: fixed })).toMatchObject({ completed: true, steps: 9 });
    await nn.train(c, { ...options(), data: loader(stream(10), { batch: 4, shuffle: false }) });
    expect(weightsOf(b)).toEqual(weightsOf(a));
    expect(weightsOf(c)).toEqual(weightsOf(a));
    expect(await nn.evaluate(a, fixed)).toEqual(await nn.evaluate(a, points(10), { batch: 4 }));
  });

  test('nothing is allocated after the first epoch, on the backend or for batches on the host', async () => {
    trimMemory();
    const data = nn.arrayDataset({
      inputs: new Float32Array(20 * 3 * 8 * 8),
      inputShape: [3, 8, 8],
      labels: new Uint8Array(20),
      classes: 3,
    });
    const batches = loader(data, { batch: 8, transforms: [randomCrop({ size: 6 }), randomHorizontalFlip()] });
    const arrays = new Set<ArrayBufferLike>();
    const watched: typeof batches = {
      ...batches,
      async *hostBatches(epoch, settings) {
        for await (const batch of batches.hostBatches(epoch, settings)) {
          arrays.add(batch.inputs.buffer);
          yield batch;
        }
      },
    };
    const network = nn.network(['N', 3, 6, 6], nn.conv2d({ in: 3, out: 2, kernel: 3 }), nn.flatten(), nn.linear(32, 3));
    const allocations: number[] = [];
    const onStep = (): void => void allocations.push(memory().allocations);
    await nn.train(network, { ...options(), data: watched, epochs: 5, onStep });
    expect(new Set(allocations.slice(3)).size).toBe(1);
    // The one in use and the two that are made ahead.
    expect(arrays.size).toBe(3);
  });

  test('an abort reaches a source that keeps one waiting', async () => {
    const controller = new AbortController();
    let closed = 0;
    const hanging: AsyncIterable<Sample> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          setTimeout(() => controller.abort(), 5);
          return new Promise(() => undefined);
        },
        return: async () => {
          closed += 1;
          return { done: true, value: undefined };
        },
      }),
    };
    const data = loader(streamDataset(hanging, { inputShape: [2], targetType: 'int32', classes: 3 }));
    const { signal } = controller;
    expect(await nn.train(model(), { ...options(), data, signal })).toMatchObject({ completed: false, steps: 0 });
    expect(closed).toBe(1);
  });
});

describe('streams', () => {
  const format = { inputShape: [2], targetType: 'int32', classes: 3 } as const;

  test('that can be iterated once last for one epoch', async () => {
    const once = loader(streamDataset(samples(3).values(), format));
    expect((await epochOf(once, 1)).flat()).toHaveLength(3);
    await expect(epochOf(once, 2)).rejects.toThrow(UsageError);
    await expect(epochOf(once, 2)).rejects.toThrow('give a function that begins it anew for each epoch');
    async function* generate(): AsyncGenerator<Sample> {
      yield* samples(3);
    }
    const asynchronous = loader(streamDataset(generate(), format));
    expect((await epochOf(asynchronous, 1)).flat()).toHaveLength(3);
    await expect(epochOf(asynchronous, 2)).rejects.toThrow(UsageError);
    const anew = loader(streamDataset(generate, format));
    expect((await epochOf(anew, 1)).flat()).toHaveLength(3);
    expect((await epochOf(anew, 2)).flat()).toHaveLength(3);
    const stream = new ReadableStream<Sample>({
      start(controller) {
        for (const sample of samples(3)) controller.enqueue(sample);
        controller.close();
      },
    });
    const web = loader(streamDataset(stream, format));
    expect((await epochOf(web, 1)).flat()).toHaveLength(3);
    await expect(epochOf(web, 2)).rejects.toThrow(UsageError);
  });

  test('may use the same array for every sample', async () => {
    function* reusing(): Generator<Sample> {
      const input = new Float32Array(2);
      for (let i = 0; i < 20; i++) {
        input.set([i, 10 * i]);
        yield { input, target: i % 3 };
      }
    }
    expect(sorted((await epochOf(loader(streamDataset(reusing, format), { batch: 3 }), 1)).flat())).toEqual(upTo(20));
  });

  test('targets of a shape', async () => {
    const data = streamDataset([{ input: [1], target: [2, 3] }], {
      inputShape: [1],
      targetShape: [2],
      targetType: 'float32',
    });
    for await (using batch of loader(data)) {
      expect(batch.targets.shape).toEqual([1, 2]);
      expect([...batch.targets.dataSync()]).toEqual([2, 3]);
    }
  });

  test('an error comes after the batches before it', async () => {
    async function* failing(): AsyncGenerator<Sample> {
      yield* samples(5);
      throw new Error('disk');
    }
    const seen: number[] = [];
    const reading = async (): Promise<void> => {
      const batches = loader(streamDataset(failing, format), { batch: 2, shuffle: false });
      for await (const { inputs } of batches.hostBatches(1)) seen.push(inputs[0]!);
    };
    await expect(reading()).rejects.toThrow('disk');
    expect(seen).toEqual([0, 2]);
  });

  test.each<[Sample, string]>([
    [{ input: [1], target: 0 }, 'loader: sample 1 has 1 numbers as input, not 2 ([2])'],
    [{ input: [1, 2], target: [0, 1] }, 'loader: sample 1 has 2 numbers as target, not 1 ([])'],
    [{ input: [1, 2], target: 0.5 }, 'loader: the target of sample 1 is 0.5, not an int32'],
    [{ input: [1, 2], target: 3 }, 'loader: label 3 of sample 1 is outside 0 … 2'],
    [{ input: [1, 2], target: -1 }, 'loader: label -1 of sample 1 is outside 0 … 2'],
  ])('samples that are not as they should be are told: %o', async (wrong, sentence) => {
    const data = loader(streamDataset([samples(1)[0]!, wrong], format));
    await expect(epochOf(data, 1)).rejects.toThrow(new ShapeError(sentence));
  });
});

test('a batch of files is asked for at the same time, and one that fails ends the epoch', async () => {
  let [open, most] = [0, 0];
  const data: AsyncDataset<'int32', [2], []> = {
    length: 6,
    inputShape: [2],
    targetShape: [],
    targetType: 'int32',
    async load(index, inputs, targets, row) {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => void setTimeout(resolve, 1));
      open -= 1;
      if (index === 4) throw new Error('no such file');
      inputs.set([index, 10 * index], 2 * row);
      targets[row] = index % 3;
    },
  };
  const seen: number[] = [];
  const reading = async (): Promise<void> => {
    for await (const { count } of loader(data, { batch: 3, shuffle: false }).hostBatches(1)) seen.push(count);
  };
  await expect(reading()).rejects.toThrow('no such file');
  expect([seen, most]).toEqual([[3], 3]);
});

describe('what does not fit is told when a loader is made', () => {
  const images = nn.arrayDataset({ inputs: new Float32Array(48), inputShape: [3, 4, 4], labels: new Uint8Array(1) });
  test.each<[() => unknown, string]>([
    [() => loader(points(3), { batch: 0 }), 'loader: batch must be a positive integer, got 0'],
    [() => loader(points(3), { seed: 0.5 }), 'loader: seed must be an integer, got 0.5'],
    [() => loader(points(3), { prefetch: -1 }), 'loader: prefetch must be a non-negative integer, got -1'],
    [() => loader(stream(3), { shuffleBuffer: 0 }), 'loader: shuffleBuffer must be a positive integer, got 0'],
    [
      () => loader(points(3), { shuffleBuffer: 10 }),
      'loader: shuffleBuffer is for streams; this data set is shuffled as a whole',
    ],
    [
      () => loader(points(3), { batch: 4, dropLast: true }),
      'loader: 3 samples do not fill a batch of 4; make it smaller or leave out dropLast',
    ],
    [
      () => loader(images, { transforms: [randomCrop({ size: 5 })] }),
      'randomCrop: size [5, 5] is larger than the image [3, 4, 4] with padding [0, 0]',
    ],
    [
      () => loader(images, { transforms: [randomCrop({ size: 3 }), randomCrop({ size: 4 })] }),
      'randomCrop: size [4, 4] is larger than the image [3, 3, 3] with padding [0, 0]',
    ],
    [
      () => loader(images, { transforms: [normalize({ mean: [1, 2], std: 1 })] }),
      'normalize: 2 numbers in mean for an image of 3 channels',
    ],
    [
      // @ts-expect-error the same sentence
      () => loader(points(3), { transforms: [randomCrop({ size: 1 })] }),
      'loader: an image has shape [C, H, W], got [2]',
    ],
    [
      () => loader(points(3), { transforms: [randomHorizontalFlip()] }),
      'randomHorizontalFlip: an image has shape [C, H, W], got [2]',
    ],
    [
      () => streamDataset([], { inputShape: [-1], targetType: 'int32' }),
      'streamDataset: dimension 0 must be a non-negative integer, got -1 (inputShape [-1])',
    ],
    [
      () => streamDataset([], { inputShape: [1], targetType: 'int32', length: -1 }),
      'streamDataset: length must be a non-negative integer, got -1',
    ],
  ])('%#', (make, sentence) => {
    expect(make).toThrow(new ShapeError(sentence));
  });

  test('an epoch that is none', async () => {
    await expect(loader(points(3)).hostBatches(0).next()).rejects.toThrow(
      new ShapeError('loader: epoch must be a positive integer, got 0'),
    );
  });
});
