import { FormatError } from '@gemmule/core';
import { loader, normalize, randomCrop, randomHorizontalFlip, subset } from '@gemmule/data';
import * as nn from '@gemmule/nn';
import { checkpointFile } from '@gemmule/nn/node';
import type { Clothes } from './data.ts';
import type { network } from './model.ts';

export interface TrainOptions {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  /** The file to write the state of the training into, and to go on from. */
  readonly checkpoint: string;
  readonly resume: boolean;
  readonly signal: AbortSignal;
  readonly callbacks: readonly nn.TrainingCallback[];
}

/** Of the training images, from 0 to 1. */
const distribution = { mean: 0.286, std: 0.353 };

/** Each image as it is: what one is tested with. */
export function asTheyAre(data: Clothes) {
  return loader(data, { batch: 250, shuffle: false, transforms: [normalize(distribution)] });
}

/**
 * Trains on nine tenths of the data; the last tenth tells after each epoch how well it goes. Clothes are clothes in a mirror as well,
 * and a little to the side: so each epoch has other images.
 *
 * @throws FormatError where there is no checkpoint to resume from, or it is none of this training.
 */
export async function train(
  model: ReturnType<typeof network>,
  data: Clothes,
  { epochs, batch, learningRate, seed, checkpoint, resume, signal, callbacks }: TrainOptions,
): Promise<nn.TrainingReport> {
  const known = Math.round(data.length * 0.9);
  const rest = Array.from({ length: data.length - known }, (_, i) => known + i);
  const batches = loader(subset(data, known), {
    batch,
    seed,
    transforms: [randomHorizontalFlip(), randomCrop({ size: 28, padding: 2 }), normalize(distribution)],
  });
  const file = checkpointFile(checkpoint, { everySteps: 500 });
  const begun = resume ? await file.load() : undefined;
  if (resume && begun === undefined) throw new FormatError(`there is no ${checkpoint} to go on from`);
  const optimizer = nn.adamW({ learningRate, weightDecay: 0.01 });
  try {
    return await nn.train(model, {
      data: batches,
      loss: (scores, labels) => nn.crossEntropy(scores, labels, { labelSmoothing: 0.05 }),
      optimizer,
      schedule: nn.oneCycle({ warmUp: 0.2 }),
      clip: { norm: 5 },
      epochs,
      seed,
      signal,
      callbacks,
      validation: { data: asTheyAre(subset(data, rest)) },
      checkpoint: file,
      resume: begun,
    });
  } finally {
    optimizer.dispose();
  }
}
