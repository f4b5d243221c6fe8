import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { subset } from '@gemmule/data';
import {
  assertWritable,
  type BackendName,
  confusionTable,
  duration,
  engineOption,
  grouped,
  natural,
  percent,
  positive,
  program,
  run,
  useEngine,
  watched,
} from '@gemmule/example-terminal';
import * as nn from '@gemmule/nn';
import { writeWhole } from '@gemmule/nn/node';
import { classes, loadClothes, systemFolder } from './data.ts';
import { network } from './model.ts';
import { asTheyAre, train } from './train.ts';

// Trains a network to tell kinds of clothes apart: augmented images, a schedule, checkpoints, a log.

interface Options {
  readonly backend: BackendName;
  readonly data: string;
  readonly epochs: number;
  readonly trainSize: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly resume?: boolean;
  readonly out?: string;
}

await run(async () =>
  main(
    program('fashion', 'Trains a network to tell ten kinds of clothes apart (Fashion-MNIST).')
      .addOption(engineOption())
      .option('--data <folder>', 'the files of Fashion-MNIST', systemFolder)
      .option('--epochs <n>', 'how often to see each image', natural(1), 4)
      .option('--train-size <n>', 'how many of the training images to use', natural(20, 60_000), 60_000)
      .option('--batch <n>', 'images per step', natural(1), 64)
      .option('--learning-rate <x>', 'how far a step goes, at most', positive, 1e-2)
      .option('--seed <n>', 'same seed, same weights', natural(0), 1)
      .option('--resume', 'go on with the training that was interrupted')
      .option('--out <folder>', 'for weights, checkpoint and log (default: examples/fashion/dist)')
      .parse()
      .opts<Options>(),
  ),
);

async function main({ out = join(import.meta.dirname, '..', 'dist'), ...options }: Options): Promise<number> {
  const { epochs, trainSize, resume = false } = options;
  const [weights, checkpoint, log] = ['fashion.safetensors', 'fashion.checkpoint', 'fashion.jsonl'].map((name) =>
    join(out, name),
  ) as [string, string, string];
  assertWritable(weights);
  const all = loadClothes(options.data, 'train');
  const data = trainSize < all.length ? subset(all, trainSize) : all;
  await useEngine(options.backend);
  const model = network();
  console.log(`\n${model.summary()}\n`);
  console.log(`training: ${epochs} x ${grouped(data.length)} images, a tenth of them to see how it goes`);

  if (!resume) writeFileSync(log, '');
  const report = await watched(({ signal, onStep }) =>
    train(model, data, {
      ...options,
      resume,
      checkpoint,
      signal,
      callbacks: [{ onStep }, nn.jsonLines((line) => appendFileSync(log, line))],
    }),
  );
  for (const { epoch, loss, validation } of report.epochs) {
    console.log(`epoch ${epoch}: loss ${loss.toFixed(3)}, ${percent(validation!.accuracy!, 1)} of the others right`);
  }
  if (!report.completed) {
    console.log(`interrupted after ${duration(report.elapsed)}; to go on: the same command with --resume`);
    return 130;
  }
  console.log(`trained in ${duration(report.elapsed)}`);
  await writeWhole(weights, await nn.saveSafetensors(model));
  await test(model, options.data);
  console.log(`\nweights: ${weights}\nlog: ${log}`);
  return 0;
}

/** How well the model does on images that it was not trained on. */
async function test(model: nn.AnyLayer, folder: string): Promise<void> {
  const unknown = loadClothes(folder, 'test');
  const { accuracy, topAccuracy, confusion } = await nn.evaluate(model, asTheyAre(unknown), { top: 2 });
  console.log(
    `\ntest accuracy: ${percent(accuracy, 2)} of ${grouped(unknown.length)}; ` +
      `${percent(topAccuracy!, 2)} by first or second guess\n\n${confusionTable(confusion, classes)}`,
  );
}
