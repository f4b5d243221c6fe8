import { argmax, FormatError, max, noGrad, scope, type Tensor } from '@gemmule/core';
import { imageTensor, type Pixels } from '@gemmule/data';
import type { OnnxModel } from '@gemmule/onnx';

export interface Reading {
  readonly text: string;
  /** The mean probability of the letters, 0 to 1; NaN where there are none. */
  readonly certainty: number;
}

/** Height of the lines that the recogniser was trained with. */
const lineHeight = 48;

/** Reads a line of text. @throws FormatError unless the recogniser tells as many letters as there are. */
export async function readLine(recogniser: OnnxModel, letters: readonly string[], line: Pixels): Promise<Reading> {
  const width = Math.max(lineHeight, Math.round((line.width * lineHeight) / line.height));
  const [best, certain] = noGrad(() =>
    scope(() => {
      const x = imageTensor(line, { size: [lineHeight, width], mean: 0.5, std: 0.5 });
      const scores = Object.values(recogniser.run({ x }))[0] as Tensor<number[]>;
      if (scores.shape[2] !== letters.length) {
        throw new FormatError(`the recogniser knows ${scores.shape[2]} letters, its list has ${letters.length}`);
      }
      return [argmax(scores, { axis: 2 }), max(scores, { axis: 2 })];
    }),
  );
  using indices = best;
  using probabilities = certain;
  return decode(await indices.data(), await probabilities.data(), letters);
}

/**
 * What the steps say: a letter may take several of them, and between two that are the same there is one without a letter (Graves et
 * al., "Connectionist temporal classification", 2006).
 *
 * @param indices of the likeliest letter at each step; 0 is none
 */
export function decode(
  indices: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  letters: readonly string[],
): Reading {
  let [text, sum, count] = ['', 0, 0];
  for (let step = 0; step < indices.length; step++) {
    const index = indices[step]!;
    if (index === 0 || index === indices[step - 1]) continue;
    text += letters[index]!;
    sum += probabilities[step]!;
    count += 1;
  }
  return { text, certainty: sum / count };
}
