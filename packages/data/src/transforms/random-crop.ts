import {
  nonNegativePerAxis,
  type PerAxis2,
  type PositivePerAxis,
  positivePerAxis,
  ShapeError,
  showShape,
} from '@gemmule/core';
import { crop } from './crop.ts';
import { imageShape, type SizeOf, type Transform } from './transform.ts';

/** Options of {@link randomCrop}. */
export interface RandomCropOptions<Size> {
  /** Of the result: one number, or `[height, width]`. */
  readonly size: Size;
  /** Pixels put around the image first: one number, or `[above and below, left and right]`. Default 0. */
  readonly padding?: PerAxis2;
  /** What is put there. Default 0. */
  readonly fill?: number;
}

/**
 * Cuts a part of an image `[C, H, W]` out, at a random place.
 *
 * @throws ShapeError when an option is out of range, and from the loader when the part is larger than the padded image.
 * @example
 * ```ts
 * randomCrop({ size: 32, padding: 4 })
 * ```
 */
export function randomCrop<const Size extends PerAxis2>(
  options: RandomCropOptions<PositivePerAxis<'randomCrop', 'size', Size>>,
): Transform<SizeOf<Size>> {
  const { padding = 0, fill = 0 } = options;
  const [rows, columns] = positivePerAxis('randomCrop', 'size', options.size as PerAxis2, 2) as [number, number];
  const [padY, padX] = nonNegativePerAxis('randomCrop', 'padding', padding, 2) as [number, number];
  return {
    name: 'randomCrop',
    size: [rows, columns] as SizeOf<Size>,
    check(shape) {
      const [, height, width] = imageShape('randomCrop', shape);
      if (height + 2 * padY >= rows && width + 2 * padX >= columns) return;
      throw new ShapeError(
        `randomCrop: size ${showShape([rows, columns])} is larger than the image ${showShape(shape)} ` +
          `with padding ${showShape([padY, padX])}`,
      );
    },
    apply(from, to, shape, random) {
      const image = imageShape('randomCrop', shape);
      const top = random.integer(image[1] + 2 * padY - rows + 1) - padY;
      const left = random.integer(image[2] + 2 * padX - columns + 1) - padX;
      crop(from, image, to, [rows, columns], top, left, fill);
    },
  };
}
