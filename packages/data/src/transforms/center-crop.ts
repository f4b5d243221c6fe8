import { type PerAxis2, type PositivePerAxis, positivePerAxis } from '@gemmule/core';
import { crop } from './crop.ts';
import { imageShape, type SizeOf, type Transform } from './transform.ts';

/**
 * Cuts the middle out of an image `[C, H, W]`; where the image is smaller than that, zeros are put around it. Where the
 * margins cannot be equal, the one above or to the left is the smaller.
 *
 * @throws ShapeError unless the size is one positive integer or two.
 * @example
 * ```ts
 * compose(resize({ size: 256 }), centerCrop({ size: 224 }))
 * ```
 */
export function centerCrop<const Size extends PerAxis2>(options: {
  /** One number, or `[height, width]`. */
  readonly size: PositivePerAxis<'centerCrop', 'size', Size>;
}): Transform<SizeOf<Size>> {
  const [rows, columns] = positivePerAxis('centerCrop', 'size', options.size as PerAxis2, 2) as [number, number];
  return {
    name: 'centerCrop',
    size: [rows, columns] as SizeOf<Size>,
    apply(from, to, shape) {
      const image = imageShape('centerCrop', shape);
      crop(from, image, to, [rows, columns], margin(image[1] - rows), margin(image[2] - columns), 0);
    },
  };
}

/** Half of what is left over, rounded towards 0. */
function margin(rest: number): number {
  return Math.trunc(rest / 2);
}
