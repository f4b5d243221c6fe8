import { relative } from 'node:path';
import {
  assertWritable,
  confusionTable,
  duration,
  grouped,
  percent,
  run,
  useEngine,
  watched,
} from '@gemmule/example-terminal';
import * as nn from '@gemmule/nn';
import { writeWhole } from '@gemmule/nn/node';
import { datasetOf, first, side } from './data.ts';
import { findMistakes, showMistakes } from './mistakes.ts';
import { loadMnist } from './mnist-files.ts';
import { type DigitReader, lenet } from './model.ts';
import { defaults, type Options, readOptions } from './options.ts';
import { train } from './train.ts';
import { loadWeights } from './weights-file.ts';

// Trains a network to read digits, tests it, shows what it got wrong. Read from here; everything else is called from here.

await run(() => main(readOptions(process.argv)));

async function main(options: Options): Promise<number> {
  // A backend computes. The first one registered is where tensors live from then on.
  await useEngine(options.backend);

  const model = lenet();
  if (options.load !== undefined) loadWeights(model, options.load);
  console.log(`\n${overview(model)}\n`);

  const epochs = options.epochs ?? (options.load === undefined ? defaults.epochs : 0);
  if (epochs > 0) {
    const completed = await trainAndSave(model, { ...options, epochs });
    if (!completed) return 130;
  }
  await test(model, options.testSize);
  return 0;
}

/** False when Ctrl-C ended it. The weights are saved in any case. */
async function trainAndSave(model: DigitReader, options: Options & { readonly epochs: number }): Promise<boolean> {
  const { epochs, trainSize, batch } = options;
  const path = options.save ?? defaults.save;
  assertWritable(path);
  const digits = first(loadMnist('train'), trainSize);
  console.log(`training: ${plural(epochs, 'epoch')} of ${grouped(trainSize)} images, ${batch} a step`);

  const report = await watched((watch) => train(model, digits, { ...options, ...watch }));

  await writeWhole(path, await nn.saveSafetensors(model));
  const images = grouped(Math.min(report.steps * batch, epochs * trainSize));
  const end = report.completed ? 'trained' : 'interrupted';
  console.log(`${end}: ${images} images in ${duration(report.elapsed)}`);
  const shown = relative(process.cwd(), path).startsWith('..') ? path : relative(process.cwd(), path);
  console.log(`weights: ${shown}${path === defaults.save ? ' (not under version control)' : ''}`);
  console.log(`to use them again: npm start -- --load ${shown}`);
  return report.completed;
}

/** How well the model reads images that it was not trained on. */
async function test(model: DigitReader, size: number): Promise<void> {
  const digits = first(loadMnist('test'), size);
  const start = performance.now();
  const { accuracy, confusion, predictions } = await nn.evaluate(model, datasetOf(digits), { batch: 100 });
  const seconds = (performance.now() - start) / 1000;
  const right = Math.round(accuracy * digits.count);
  console.log(
    `\ntest accuracy: ${percent(accuracy, 2)} (${grouped(right)} of ${grouped(digits.count)} images right, ` +
      `in ${seconds.toFixed(1)} s)\n\n${confusionTable(confusion)}`,
  );
  const mistakes = (await findMistakes(model, digits, predictions)).slice(0, 3);
  if (mistakes.length === 0) return;
  console.log(`\nmisread, those of which the network was most sure:\n\n${showMistakes(mistakes, hasColor())}`);
}

/** The network layer by layer, or, where that would not fit between the edges of the terminal, in one line. */
function overview(model: DigitReader): string {
  const summary = model.summary();
  const width = Math.max(...summary.split('\n').map((line) => line.length));
  if (!process.stdout.isTTY || width <= process.stdout.columns) return summary;
  const { parameters, flops } = model.plan([1, 1, side, side]).totals;
  return `network: ${grouped(parameters)} parameters, ${grouped(flops)} floating-point operations an image`;
}

/** Colour only where it is seen, and not with NO_COLOR in the environment (which Node.js looks up). */
function hasColor(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors(256);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
