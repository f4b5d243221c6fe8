import {
  type AnyTensor,
  argmax,
  assertPositive,
  detach,
  ShapeError,
  sameShape,
  showShape,
  type Tensor,
} from '@gemmule/core';
import { concatenate } from './concatenate.ts';
import type { Dataset } from './dataset.ts';

/** What {@link evaluate} found, where the targets are labels. */
export interface LabelResult {
  /** Share of labels that were predicted, from 0 to 1; NaN where there are none. */
  readonly accuracy: number;
  /** The class with the largest score, for each label. */
  readonly predictions: Int32Array;
  /** Share of labels that were among the `top` classes with the largest scores; only where `top` was given. */
  readonly topAccuracy?: number;
  /** `confusion[label][prediction]`: how often that was predicted for this label. */
  readonly confusion: readonly (readonly number[])[];
}

/** What {@link evaluate} found, where the targets are numbers. */
export interface NumberResult {
  /** What the model gives for each sample. */
  readonly predictions: Float32Array;
}

/** What an evaluation adds up, batch by batch. */
export interface Tally {
  /** What to keep of the scores, as tensors of their own. */
  predict(scores: Tensor<number[]>, targets: AnyTensor): AnyTensor[];
  add(predictions: readonly AnyTensor[], targets: AnyTensor): Promise<void>;
  result(): LabelResult | NumberResult;
}

/** @throws ShapeError for a `top` that is not a positive integer, or one where the targets are no labels. */
export function tallyFor({ targetType, classes = 0 }: Pick<Dataset, 'targetType' | 'classes'>, top?: number): Tally {
  if (top !== undefined) assertPositive('evaluate', 'top', top);
  if (targetType === 'int32') return new LabelTally(classes, top);
  if (top !== undefined) throw new ShapeError(`evaluate: top ${top} is for labels, but the targets are numbers`);
  return new NumberTally();
}

class LabelTally implements Tally {
  #classes: number;
  readonly #labels: number[] = [];
  readonly #predictions: number[] = [];
  readonly #top: number | undefined;
  #amongTop = 0;

  constructor(classes: number, top: number | undefined) {
    this.#classes = classes;
    this.#top = top;
  }

  predict(scores: Tensor<number[]>, targets: AnyTensor): AnyTensor[] {
    const [n, classes, ...rest] = scores.shape;
    if (classes === undefined || !sameShape([n!, ...rest], targets.shape)) {
      throw new ShapeError(
        `evaluate: scores for labels ${showShape(targets.shape)} must be [N, C, ...], got ${showShape(scores.shape)}`,
      );
    }
    this.#classes = Math.max(this.#classes, classes);
    const best = argmax(scores, { axis: 1 });
    return this.#top === undefined ? [best] : [best, detach(scores)];
  }

  async add([best, scores]: readonly AnyTensor[], targets: AnyTensor): Promise<void> {
    for (const prediction of await best!.data()) this.#predictions.push(prediction);
    const labels = await targets.data();
    for (const label of labels) {
      if (label < 0 || label >= this.#classes) {
        throw new ShapeError(
          `evaluate: label ${label} at index ${this.#labels.length} is outside 0 … ${this.#classes - 1}`,
        );
      }
      this.#labels.push(label);
    }
    if (scores !== undefined) this.#amongTop += countAmongTop(await scores.data(), scores.shape, labels, this.#top!);
  }

  result(): LabelResult {
    const confusion = Array.from({ length: this.#classes }, () => new Array<number>(this.#classes).fill(0));
    let correct = 0;
    this.#labels.forEach((label, i) => {
      const prediction = this.#predictions[i]!;
      confusion[label]![prediction]! += 1;
      if (label === prediction) correct += 1;
    });
    const count = this.#labels.length;
    const predictions = Int32Array.from(this.#predictions);
    const top = this.#top === undefined ? {} : { topAccuracy: this.#amongTop / count };
    return { accuracy: correct / count, ...top, predictions, confusion };
  }
}

/** How many labels have fewer than `top` classes before them: of larger score, or of equal score and a smaller number. */
function countAmongTop(
  scores: ArrayLike<number>,
  shape: readonly unknown[],
  labels: ArrayLike<number>,
  top: number,
): number {
  const classes = shape[1] as number;
  // Positions of one image: the scores are [N, classes, area].
  const area = labels.length / Math.max(shape[0] as number, 1);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const start = Math.floor(i / area) * classes * area + (i % area);
    let before = 0;
    for (let c = 0; c < classes; c++) {
      if (c !== label && isBefore(scores[start + c * area]!, c, scores[start + label * area]!, label)) before += 1;
    }
    if (before < top) count += 1;
  }
  return count;
}

/** The order of `argmax`: a NaN is largest, and of equals the first comes first. */
function isBefore(score: number, index: number, other: number, otherIndex: number): boolean {
  const equal = score === other || (Number.isNaN(score) && Number.isNaN(other));
  if (equal) return index < otherIndex;
  return Number.isNaN(score) || score > other;
}

class NumberTally implements Tally {
  readonly #parts: Float32Array[] = [];

  predict(scores: Tensor<number[]>): AnyTensor[] {
    return [detach(scores)];
  }

  async add([predictions]: readonly AnyTensor[]): Promise<void> {
    this.#parts.push((await predictions!.data()) as Float32Array);
  }

  result(): NumberResult {
    return { predictions: concatenate(this.#parts) };
  }
}
