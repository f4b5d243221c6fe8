import { join } from 'node:path';
import { cpu } from '@gemmule/backend-cpu';
import { registerBackend } from '@gemmule/core';
import { imageDataset, subset } from '@gemmule/data';
import { loadMnist } from '@gemmule/example-mnist/files';
import { duration, grouped, natural, percent, program, run, watched } from '@gemmule/example-terminal';
import { distributed, evaluate, mpi, type World } from '@gemmule/mpi';
import * as nn from '@gemmule/nn';
import { checkpointFile, writeWhole } from '@gemmule/nn/node';
import { lenet5 } from '@gemmule/zoo';

// Trains a network on MNIST, on as many processes as mpirun starts. What differs from one process is `mpi`, `distributed`, and
// that only rank 0 speaks.

interface Options {
  readonly epochs: number;
  readonly trainSize: number;
  readonly batch: number;
  readonly threads: number;
  readonly seed: number;
  readonly resume?: boolean;
  readonly out?: string;
}

await run(async () =>
  main(
    program('distributed', 'Trains a network on MNIST: start it with `mpirun -n 4`, or by itself.')
      .option('--epochs <n>', 'how often to see each image', natural(1), 2)
      .option('--train-size <n>', 'how many of the training images to use', natural(1, 60_000), 60_000)
      .option('--batch <n>', 'images per step, of all processes together', natural(1), 128)
      .option('--threads <n>', 'of each process', natural(1), 1)
      .option('--seed <n>', 'same seed, same weights', natural(0), 1)
      .option('--resume', 'go on from the checkpoint, with any number of processes')
      .option('--out <folder>', 'for weights and checkpoint (default: examples/distributed/dist)')
      .parse()
      .opts<Options>(),
    await mpi(),
  ),
);

async function main(options: Options, world: World): Promise<number> {
  const { epochs, trainSize, batch, threads, seed, resume, out = join(import.meta.dirname, '..', 'dist') } = options;
  const isFirst = world.rank === 0;
  const say = (line: string): void => void (isFirst && console.log(line));
  const { engine } = await registerBackend(cpu({ threads }));
  say(`processes: ${world.size} on MPI: ${world.library}; engine of each: ${engine}, Node.js ${process.versions.node}`);

  const [known, unknown] = [subset(digits('train'), trainSize), digits('test')];
  const model = lenet5();
  const optimizer = distributed(nn.adam({ learningRate: 3e-3 }), world);
  const checkpoint = checkpointFile(join(out, 'digits.checkpoint'), { everySteps: 100 });
  say(`training: ${epochs} x ${grouped(trainSize)} images, ${batch} a step`);
  const train = async (watch: Partial<nn.TrainingCallback> & { readonly signal?: AbortSignal }) =>
    nn.train(model, {
      data: known,
      loss: nn.crossEntropy,
      optimizer,
      schedule: nn.cosineDecay(),
      epochs,
      batch,
      seed,
      checkpoint,
      // Rank 0's is everybody's.
      resume: resume === true && isFirst ? await checkpoint.load() : undefined,
      signal: watch.signal,
      onStep: watch.onStep,
    });
  const report = await (isFirst ? watched(train) : train({}));
  say(`${report.completed ? 'trained' : 'interrupted'} after ${report.steps} steps in ${duration(report.elapsed)}`);

  const { accuracy } = await evaluate(model, unknown, world, { batch: 250 });
  say(`test accuracy: ${percent(accuracy, 2)} of ${grouped(unknown.length)}`);
  if (isFirst) await writeWhole(join(out, 'digits.safetensors'), await nn.saveSafetensors(model));
  return report.completed ? 0 : 130;
}

function digits(part: 'train' | 'test') {
  const { images, labels } = loadMnist(part);
  return imageDataset({ images, imageShape: [1, 28, 28], labels, classes: 10 });
}
