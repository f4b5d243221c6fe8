import { assertPositive, assertShape, type HostArray, ShapeError, showShape, sizeOf } from '@gemmule/core';
import type { Dataset } from './dataset.ts';

/** Images with a label each, as {@link imageDataset} takes them. */
export interface LabelledImages<S extends readonly number[]> {
  /** All images one after the other, row-major, a byte for each pixel and channel. Not copied. */
  readonly images: Uint8Array;
  /** The shape of one image: `[3, 32, 32]`. */
  readonly imageShape: readonly [...S];
  /** One class per image, from 0. Not copied. */
  readonly labels: Uint8Array | Int32Array;
  /** How many there are: labels are `0 … classes - 1`. */
  readonly classes: number;
}

/**
 * A data set of images in bytes, which become numbers from 0 to 1 only when they are looked at: a quarter of the memory
 * that floats would take.
 *
 * @throws ShapeError when lengths do not fit each other or the shape, or a label is out of range.
 * @example
 * ```ts
 * const { images, labels } = decodeCifar10(await readFile('data_batch_1.bin'));
 * const data = imageDataset({ images, imageShape: [3, 32, 32], labels, classes: 10 });
 * ```
 */
export function imageDataset<const S extends readonly number[]>(content: LabelledImages<S>): Dataset<'int32', S, []> {
  const { images, imageShape, labels, classes } = content;
  assertShape('imageDataset', imageShape, 'imageShape');
  assertPositive('imageDataset', 'classes', classes);
  const size = sizeOf(imageShape);
  const { length } = labels;
  if (images.length !== length * size) {
    throw new ShapeError(
      `imageDataset: ${length} images of shape ${showShape(imageShape)} have ${length * size} bytes, got ${images.length}`,
    );
  }
  const wrong = labels.findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) {
    throw new ShapeError(`imageDataset: label ${labels[wrong]} at index ${wrong} is outside 0 … ${classes - 1}`);
  }
  return {
    length,
    inputShape: [...imageShape] as readonly number[] as S,
    targetShape: [],
    targetType: 'int32',
    classes,
    copy(index: number, inputs: Float32Array, targets: HostArray['int32'], row: number): void {
      const [from, to] = [index * size, row * size];
      for (let i = 0; i < size; i++) inputs[to + i] = images[from + i]! / 255;
      targets[row] = labels[index]!;
    },
  };
}
