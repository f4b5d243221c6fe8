import { join } from 'node:path';
import { type BackendName, engineOption, natural, positive, program } from '@gemmule/example-terminal';
import { sizes } from './data.ts';

export interface Options {
  readonly backend: BackendName;
  /** Undefined where the flag is not given: then it depends on `load`. */
  readonly epochs: number | undefined;
  readonly trainSize: number;
  readonly testSize: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly save: string | undefined;
  readonly load: string | undefined;
}

export const defaults = {
  backend: 'cpu',
  epochs: 2,
  trainSize: sizes.train,
  testSize: sizes.test,
  batch: 64,
  learningRate: 3e-3,
  seed: 1,
  // `dist` is not under version control.
  save: join(import.meta.dirname, '..', 'dist', 'mnist.safetensors'),
} as const satisfies Partial<Options>;

/**
 * Reads the command line.
 *
 * @throws CommanderError for `--help` (with exit code 0) and for mistakes, when it has said what there is to say: of a
 *   mistake one line.
 */
export function readOptions(argv: readonly string[]): Options {
  return program(
    'npm start --',
    'Trains a small convolutional network to read handwritten digits (MNIST), tests it on 10,000 images it has ' +
      'not seen, and saves its weights. That takes about a minute; nothing is downloaded.',
  )
    .addOption(engineOption())
    .option('--epochs <n>', `how often to see each image (default: ${defaults.epochs}; with --load: 0)`, natural(1))
    .option('--train-size <n>', 'how many of the training images to use', natural(1, sizes.train), defaults.trainSize)
    .option('--test-size <n>', 'how many of the test images to use', natural(1, sizes.test), defaults.testSize)
    .option('--batch <n>', 'images per step', natural(1, sizes.train), defaults.batch)
    .option('--learning-rate <x>', 'how far a step goes', positive, defaults.learningRate)
    .option('--seed <n>', 'same seed, same weights', natural(0), defaults.seed)
    .option('--save <file>', 'where to save the weights (default: examples/mnist/dist/mnist.safetensors)')
    .option('--load <file>', 'begin with saved weights; without --epochs, only test them')
    .parse(argv)
    .opts<Options>();
}
