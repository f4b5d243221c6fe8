import { join } from 'node:path';
import {
  assertWritable,
  type BackendName,
  confusionTable,
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
import { unet } from '@gemmule/zoo';
import { intersectionOverUnion } from './intersection-over-union.ts';
import { picture } from './pictures.ts';
import { classes, shapes, side } from './shapes.ts';

// Learns to tell of each pixel of an image which kind of shape it belongs to.

interface Options {
  readonly backend: BackendName;
  readonly trainSize: number;
  readonly epochs: number;
  readonly testSize: number;
  readonly width: number;
  readonly seed: number;
  readonly out?: string;
}

const batch = 8;

await run(async () =>
  main(
    program(
      'segmentation',
      'Learns to tell discs, squares and triangles, pixel by pixel, with a U-Net. Nothing is downloaded.',
    )
      .addOption(engineOption())
      .option('--train-size <n>', 'how many images to draw for the training', natural(batch), 12_000)
      .option('--epochs <n>', 'how often to see each', natural(1), 1)
      .option('--test-size <n>', 'how many others to draw for the test', natural(8), 200)
      .option('--width <n>', 'channels of the network at full resolution', natural(1), 8)
      .option('--seed <n>', 'same seed, same weights', natural(0), 1)
      .option('--out <file>', 'where to write the picture (default: examples/segmentation/dist/shapes.png)')
      .parse()
      .opts<Options>(),
  ),
);

async function main({
  out = join(import.meta.dirname, '..', 'dist', 'shapes.png'),
  ...options
}: Options): Promise<number> {
  const { trainSize, epochs, testSize, width, seed } = options;
  assertWritable(out);
  await useEngine(options.backend);
  const model = unet({ in: 3, classes: classes.length, width, depth: 3 });
  const { parameters, flops } = model.plan([1, 3, side, side]).totals;
  console.log(`network: ${grouped(parameters)} parameters, ${grouped(flops)} floating-point operations an image`);
  console.log(`training: ${epochs} x ${grouped(trainSize)} images, ${batch} a step`);

  const report = await watched((watch) =>
    nn.train(model, {
      data: shapes(trainSize, seed),
      loss: nn.crossEntropy,
      optimizer: nn.adamW({ learningRate: 1e-2 }),
      schedule: nn.oneCycle(),
      epochs,
      batch,
      seed,
      ...watch,
    }),
  );
  console.log(`${report.completed ? 'trained' : 'interrupted'} after ${duration(report.elapsed)}`);

  // Another seed: images that it has not seen.
  const unknown = shapes(testSize, seed + 1);
  const { accuracy, confusion, predictions } = await nn.evaluate(model, unknown, { batch });
  console.log(
    `\npixels, in thousands:\n${confusionTable(
      confusion.map((row) => row.map((n) => Math.round(n / 1000))),
      classes,
    )}`,
  );
  const shares = intersectionOverUnion(confusion);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  console.log(`\nright: ${percent(accuracy, 1)} of the pixels`);
  console.log(
    `intersection over union: ${percent(mean, 1)}; ${classes.map((name, i) => `${name} ${percent(shares[i]!, 1)}`).join(', ')}`,
  );
  await writeWhole(out, await picture(unknown, predictions, 8));
  console.log(`written: ${out} (above what it saw, then what there is, then what it tells)`);
  return report.completed ? 0 : 130;
}
