import { ShapeError } from '@gemmule/core';
import { assertPixels, type Pixels } from './pixels.ts';
import type { ClampedPixels } from './to-pixels.ts';

/** Part of an image, in pixels, from its upper left corner. */
export interface Rectangle {
  /** Columns to the left of it. */
  readonly left: number;
  /** Rows above it. */
  readonly top: number;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/**
 * A part of an image, as a copy.
 *
 * @throws ShapeError for pixels that are none, and for a part that is empty or not within the image.
 * @example
 * ```ts
 * const photograph = { width: 320, height: 200, data: new Uint8ClampedArray(4 * 320 * 200) };
 * const face = imageTensor(cropPixels(photograph, { left: 120, top: 40, width: 96, height: 96 }));
 * ```
 */
export function cropPixels(image: Pixels, { left, top, width, height }: Rectangle): ClampedPixels {
  assertPixels('cropPixels', image);
  const numbers = [left, top, width, height];
  const isWithin = left >= 0 && top >= 0 && left + width <= image.width && top + height <= image.height;
  if (!numbers.every(Number.isSafeInteger) || width < 1 || height < 1 || !isWithin) {
    throw new ShapeError(
      `cropPixels: ${width} x ${height} pixels at left ${left}, top ${top} are no part of ${image.width} x ${image.height}`,
    );
  }
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    const start = 4 * ((top + y) * image.width + left);
    data.set(image.data.subarray(start, start + 4 * width), 4 * y * width);
  }
  return { width, height, data };
}
