// Trains a small network with batch normalisation on generated images, as many processes as there are, and evaluates it.
import { hostname } from 'node:os';
import { cpu } from '@gemmule/backend-cpu';
import { generator, registerBackend } from '@gemmule/core';
import { loader } from '@gemmule/data';
import * as nn from '@gemmule/nn';
import { checkpointFile } from '@gemmule/nn/node';
import { distributed, evaluate, mpi, predict } from '../../src/index.ts';
import { options, report } from './options.ts';

const {
  synchronizeBatchNorm = true,
  withLoader = false,
  checkpoint,
  killedAt,
  reversed = false,
} = options as {
  synchronizeBatchNorm?: boolean;
  withLoader?: boolean;
  /** Path of a file. */
  checkpoint?: string;
  /** The step after which the last rank is killed. */
  killedAt?: number;
  /** Whether each batch has its samples the other way round: the same training, with other roundings. */
  reversed?: boolean;
};

const world = await mpi();
await registerBackend(cpu({ threads: 1 }));

const random = generator(7);
// The last batch of an epoch has two samples: some processes have none.
const count = 191;
const inputs = Float32Array.from({ length: count * 36 }, () => random.normal());
const labels = Int32Array.from(
  { length: count },
  (_, i) => Number(inputs[36 * i]! > 0) + Number(inputs[36 * i + 20]! > 0),
);
const data = nn.arrayDataset({ inputs, inputShape: [1, 6, 6], labels, classes: 3 });
const validation = data.subset(Array.from({ length: 31 }, (_, i) => 5 * i));

const model = nn.network(
  ['N', 1, 6, 6],
  nn.conv2d({ in: 1, out: 8, kernel: 3, padding: 'same' }),
  nn.batchNorm2d(8),
  nn.relu(),
  nn.flatten(),
  nn.linear(288, 3),
);
// Each process begins with values of its own, and must take those of rank 0.
model.initialize({ seed: 11 + world.rank });

const optimizer = distributed(nn.sgd({ learningRate: 0.05, momentum: 0.9 }), world, {
  synchronizeBatchNorm,
  bucketBytes: 1024,
});
const file = checkpoint === undefined ? undefined : checkpointFile(checkpoint, { everySteps: 5 });
const batches = loader(data, { batch: 21, seed: 3, shard: world });
const trained = await nn.train(model, {
  ...(withLoader ? { data: reversed ? backwards(batches) : batches } : { data, batch: 21 }),
  loss: nn.crossEntropy,
  optimizer,
  epochs: 5,
  seed: 3,
  validation: { data: validation },
  checkpoint: file,
  resume: world.rank === 0 ? await file?.load() : undefined,
  onStep: ({ step }) => {
    if (step === killedAt && world.rank === world.size - 1) process.kill(process.pid, 'SIGKILL');
  },
});
const { accuracy, loss, predictions, confusion } = await evaluate(model, data, world, { batch: 16 });
const { values, outputShape } = await predict(model, data, world, { batch: 16 });
report(world.rank, {
  host: hostname(),
  weights: [...model.parameters().values(), ...model.buffers().values()].flatMap((x) => [...x.dataSync()]),
  losses: trained.epochs.flatMap((epoch) => [epoch.loss, epoch.validation!.loss, epoch.validation!.accuracy]),
  steps: trained.steps,
  evaluation: { accuracy, loss, predictions: [...predictions], confusion },
  prediction: { values: [...values], outputShape },
});

function backwards(source: typeof batches): typeof batches {
  const turned = (values: Float32Array | Int32Array, size: number): Float32Array | Int32Array =>
    values.map((_, i) => values[(values.length / size - 1 - Math.floor(i / size)) * size + (i % size)]!);
  return {
    ...source,
    async *hostBatches(epoch, more) {
      for await (const batch of source.hostBatches(epoch, more)) {
        yield {
          ...batch,
          inputs: turned(batch.inputs, 36) as Float32Array,
          targets: turned(batch.targets, 1) as Int32Array,
        };
      }
    },
  };
}
