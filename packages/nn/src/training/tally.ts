import {
  type AnyTensor,
  argmax,
  detach,
  type DType,
  ShapeError,
  sameShape,
  showShape,
  type Tensor,
} from '@gemmule/core';
import type { Dataset } from './dataset.ts';

export interface LabelResult {
  /** Share of labels that were predicted, from 0 to 1; NaN where there are none. */
  readonly accuracy: number;
  /** The class with the largest score, for each label. */
  readonly predictions: Int32Array;
  /** `confusion[label][prediction]`: how often that was predicted for this label. */
  readonly confusion: readonly (readonly number[])[];
}

export interface NumberResult {
  /** What the model gives for each sample. */
  readonly predictions: Float32Array;
}

/** What an evaluation adds up, batch by batch. */
export interface Tally {
  /** What to keep of the scores, as a tensor of its own. */
  predict(scores: Tensor<number[]>, targets: AnyTensor): AnyTensor;
  add(predictions: AnyTensor, targets: AnyTensor): Promise<void>;
  result(): LabelResult | NumberResult;
}

export function tallyFor(data: Pick<Dataset, 'targetType' | 'classes'>): Tally {
  return data.targetType === 'int32' ? new LabelTally(data.classes ?? 0) : new NumberTally();
}

class LabelTally implements Tally {
  #classes: number;
  readonly #labels: number[] = [];
  readonly #predictions: number[] = [];

  constructor(classes: number) {
    this.#classes = classes;
  }

  predict(scores: Tensor<number[]>, targets: AnyTensor): AnyTensor {
    const [n, classes, ...rest] = scores.shape;
    if (classes === undefined || !sameShape([n!, ...rest], targets.shape)) {
      throw new ShapeError(
        `evaluate: scores for labels ${showShape(targets.shape)} must be [N, C, ...], got ${showShape(scores.shape)}`,
      );
    }
    this.#classes = Math.max(this.#classes, classes);
    return argmax(scores, { axis: 1 });
  }

  async add(predictions: AnyTensor, targets: AnyTensor): Promise<void> {
    for (const prediction of await predictions.data()) this.#predictions.push(prediction);
    for (const label of await targets.data()) {
      if (label < 0 || label >= this.#classes) {
        throw new ShapeError(
          `evaluate: label ${label} at index ${this.#labels.length} is outside 0 … ${this.#classes - 1}`,
        );
      }
      this.#labels.push(label);
    }
  }

  result(): LabelResult {
    const confusion = Array.from({ length: this.#classes }, () => new Array<number>(this.#classes).fill(0));
    let correct = 0;
    this.#labels.forEach((label, i) => {
      const prediction = this.#predictions[i]!;
      confusion[label]![prediction]! += 1;
      if (label === prediction) correct += 1;
    });
    return { accuracy: correct / this.#labels.length, predictions: Int32Array.from(this.#predictions), confusion };
  }
}

class NumberTally implements Tally {
  readonly #parts: Float32Array[] = [];

  predict(scores: Tensor<number[]>): AnyTensor {
    return detach(scores);
  }

  async add(predictions: AnyTensor<readonly number[], DType>): Promise<void> {
    this.#parts.push((await predictions.data()) as Float32Array);
  }

  result(): NumberResult {
    const predictions = new Float32Array(this.#parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      predictions.set(part, at);
      at += part.length;
    }
    return { predictions };
  }
}
