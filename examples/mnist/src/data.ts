import { FormatError } from '@gemmule/core';
import type { NumericArray } from '@gemmule/data';
import { arrayDataset, type ArrayDataset } from '@gemmule/nn';

/** Length of both sides of an image. */
export const side = 28;
const pixels = side * side;

/** Images of handwritten digits and what they show. */
export interface Digits {
  readonly count: number;
  /** Ink from 0 (none) to 255, `[count, 28, 28]`. */
  readonly images: Uint8Array;
  /** 0 to 9, `[count]`. */
  readonly labels: Uint8Array;
}

/** How many images each part of MNIST has. */
export const sizes = { train: 60_000, test: 10_000 } as const;

/** Puts images and labels together. @throws FormatError unless there are `count` of both, bytes, 28 x 28, labelled 0 to 9. */
export function digitsOf(images: NumericArray, labels: NumericArray, count: number): Digits {
  if (images.dtype !== 'uint8' || labels.dtype !== 'uint8') {
    throw new FormatError(`MNIST: images of ${images.dtype} and labels of ${labels.dtype}, must be uint8`);
  }
  for (const [kind, { shape }, wanted] of [
    ['images', images, [count, side, side]],
    ['labels', labels, [count]],
  ] as const) {
    if (shape.join() === wanted.join()) continue;
    throw new FormatError(`MNIST ${kind}: shape [${shape.join(', ')}], must be [${wanted.join(', ')}]`);
  }
  const wrong = labels.data.findIndex((label) => label > 9);
  if (wrong >= 0) throw new FormatError(`MNIST labels: label ${wrong} is ${labels.data[wrong]}, must be 0 to 9`);
  return { count, images: images.data, labels: labels.data };
}

/** The first `count` of them. MNIST is in no particular order, so they are as good a sample as any. */
export function first(digits: Digits, count: number): Digits {
  return slice(digits, 0, count);
}

/** `count` of them from the one with index `start` on. */
export function slice({ images, labels }: Digits, start: number, count: number): Digits {
  const end = start + count;
  return { count, images: images.subarray(start * pixels, end * pixels), labels: labels.subarray(start, end) };
}

/** One of `images`. */
export function imageAt(images: Uint8Array, index: number): Uint8Array {
  return images.subarray(index * pixels, (index + 1) * pixels);
}

/** The digits as training and evaluation take them. */
export function datasetOf({ images, labels }: Digits): ArrayDataset<'int32', [1, 28, 28], []> {
  return arrayDataset({ inputs: normalize(images), inputShape: [1, side, side], labels, classes: 10 });
}

/**
 * Pixels as a network likes them: over the training images they then have mean 0 and standard deviation 1. Inputs far
 * from 0, or all of one sign, make the first steps of the training slow or wild.
 */
export function normalize(images: Uint8Array): Float32Array {
  const [mean, deviation] = [0.1307, 0.3081];
  // 256 possible pixels, so 256 divisions rather than 47 million. And a plain loop: `Float32Array.from` with a function
  // takes seconds for as many.
  const value = Float32Array.from({ length: 256 }, (_, ink) => (ink / 255 - mean) / deviation);
  const values = new Float32Array(images.length);
  for (let i = 0; i < images.length; i++) values[i] = value[images[i] ?? 0] ?? NaN;
  return values;
}
