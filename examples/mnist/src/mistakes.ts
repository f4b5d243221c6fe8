import { noGrad, softmax, tensor } from '@gemmule/core';
import { percent } from '@gemmule/example-terminal';
import { type Digits, imageAt, normalize, side } from './data.ts';
import { draw, sideBySide } from './draw.ts';
import type { DigitReader } from './model.ts';

/** An image that the network got wrong. */
export interface Mistake {
  readonly image: Uint8Array;
  /** What it shows. */
  readonly label: number;
  /** What it was read as. */
  readonly read: number;
  /** The probability that the network gave to that, 0 to 1. */
  readonly certainty: number;
}

/** All mistakes, those first of which the network was most sure. */
export async function findMistakes(
  model: DigitReader,
  { images, labels }: Digits,
  predictions: Int32Array,
): Promise<Mistake[]> {
  const mistakes: Mistake[] = [];
  for (const [i, label] of labels.entries()) {
    const read = predictions[i];
    if (read === undefined || read === label) continue;
    const image = imageAt(images, i);
    // One image is a batch of one. `using` frees each tensor at the end of the turn; `noGrad` says that nobody will ask
    // for gradients, so nothing is kept for them.
    using x = tensor(normalize(image), [1, 1, side, side]);
    using scores = noGrad(() => model.forward(x));
    // The ten scores as probabilities.
    using probabilities = softmax(scores);
    mistakes.push({ image, label, read, certainty: (await probabilities.data())[read] ?? 0 });
  }
  return mistakes.sort((a, b) => b.certainty - a.certainty);
}

/** A few mistakes, drawn. */
export function showMistakes(mistakes: readonly Mistake[], color: boolean): string {
  return sideBySide(
    mistakes.map(({ image, label, read, certainty }) => ({
      lines: draw(image, color),
      caption: `a ${label}, read as ${read} (${percent(certainty, 0)})`,
    })),
  );
}
