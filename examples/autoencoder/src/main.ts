import { join } from 'node:path';
import { sigmoid } from '@gemmule/core';
import {
  assertWritable,
  type BackendName,
  duration,
  engineOption,
  grouped,
  natural,
  percent,
  program,
  run,
  useEngine,
  watched,
} from '@gemmule/example-terminal';
import * as nn from '@gemmule/nn';
import { writeWhole } from '@gemmule/nn/node';
import { datasetOf, distanceFromMean, first, loadImages } from './data.ts';
import { type Autoencoder, autoencoder, codeSize } from './model.ts';
import { fromOneToAnother, throughTheCode } from './pictures.ts';

// Learns to describe a handwritten digit by 16 numbers, and to draw it from them.

interface Options {
  readonly backend: BackendName;
  readonly epochs: number;
  readonly trainSize: number;
  readonly testSize: number;
  readonly seed: number;
  readonly out?: string;
}

const batch = 64;

await run(async () =>
  main(
    program(
      'autoencoder',
      'Learns to describe handwritten digits by 16 numbers, and draws them again. Nothing is downloaded.',
    )
      .addOption(engineOption())
      .option('--epochs <n>', 'how often to see each image', natural(1), 2)
      .option('--train-size <n>', 'how many of the training images to use', natural(1, 60_000), 60_000)
      .option('--test-size <n>', 'how many of the test images to use', natural(20, 10_000), 10_000)
      .option('--seed <n>', 'same seed, same weights', natural(0), 1)
      .option('--out <folder>', 'where to write the pictures (default: examples/autoencoder/dist)')
      .parse()
      .opts<Options>(),
  ),
);

async function main({
  backend,
  epochs,
  trainSize,
  testSize,
  seed,
  out = join(import.meta.dirname, '..', 'dist'),
}: Options) {
  assertWritable(join(out, 'digits.png'));
  await useEngine(backend);
  const model = autoencoder();
  const [known, unknown] = [loadImages('train', trainSize), loadImages('test', testSize)];
  console.log(`\n${model.whole.summary()}\n\ntraining: ${epochs} x ${grouped(trainSize)} images, ${batch} a step`);

  const report = await watched((watch) =>
    nn.train(model.whole, {
      data: datasetOf(known),
      loss: nn.binaryCrossEntropyWithLogits,
      optimizer: nn.adam({ learningRate: 1e-2 }),
      schedule: nn.oneCycle(),
      epochs,
      batch,
      seed,
      ...watch,
    }),
  );
  console.log(`${report.completed ? 'trained' : 'interrupted'} after ${duration(report.elapsed)}`);

  await tell(model, known, unknown);
  await draw(model, unknown, out);
  return report.completed ? 0 : 130;
}

/** How far the images that it draws are from those that it saw, of digits it did not learn from. */
async function tell({ whole }: Autoencoder, known: Float32Array, unknown: Float32Array): Promise<void> {
  const { loss } = await nn.evaluate(whole, datasetOf(unknown), {
    loss: (logits, images) => nn.mseLoss(sigmoid(logits), images),
  });
  const before = distanceFromMean(known, unknown);
  console.log(
    `\n784 pixels by way of ${codeSize} numbers: mean squared error ${loss.toFixed(4)}, ` +
      `${percent(loss / before, 1)} of that of the mean image`,
  );
}

/** Pictures of the first test images. */
async function draw(model: Autoencoder, unknown: Float32Array, out: string): Promise<void> {
  using images = first(unknown, 20);
  await write(join(out, 'digits.png'), await throughTheCode(model, images));
  using from = first(unknown, 10);
  using to = first(unknown.subarray(from.size), 10);
  await write(join(out, 'between.png'), await fromOneToAnother(model, from, to, 9));
}

async function write(path: string, png: Uint8Array): Promise<void> {
  await writeWhole(path, png);
  console.log(`written: ${path}`);
}
