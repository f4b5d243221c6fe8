import { type Backend, registerBackend, setBackend, unregisterBackend } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { datasetOf, type Digits, slice } from '../data.ts';
import { lenet } from '../model.ts';
import { train } from '../train.ts';

export interface Learned {
  /** Of every step. */
  readonly losses: readonly number[];
  /** On digits it was not trained on, 0 to 1. */
  readonly accuracy: number;
}

/** So few, or GPUs in software take minutes. With these, half of the digits are read right. */
const [trainSize, testSize, batch] = [320, 100, 8];

/**
 * Trains the network of the example on the first digits and tests it on the next ones, always from the same weights. Disposes
 * the backend.
 */
export async function learn(backend: Promise<Backend>, digits: Digits): Promise<Learned> {
  const home = await registerBackend(backend);
  setBackend(home);
  try {
    const model = lenet();
    const losses: number[] = [];
    const onStep = ({ loss }: nn.StepReport): void => void losses.push(loss);
    await train(model, slice(digits, 0, trainSize), { epochs: 1, batch, learningRate: 3e-3, seed: 1, onStep });
    const { accuracy } = await nn.evaluate(model, datasetOf(slice(digits, trainSize, testSize)), { batch });
    return { losses, accuracy };
  } finally {
    unregisterBackend(home);
  }
}
