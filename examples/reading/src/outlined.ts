import type { ClampedPixels, Pixels, Rectangle } from '@gemmule/data';

const thickness = 2;
const red = [230, 30, 40, 255] as const;

/** A copy of a picture with a frame inside of each rectangle. */
export function outlined({ width, height, data }: Pixels, rectangles: readonly Rectangle[]): ClampedPixels {
  const copy: ClampedPixels = { width, height, data: Uint8ClampedArray.from(data) };
  for (const box of rectangles) {
    for (let y = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++) {
        const edge = Math.min(x, y, box.width - 1 - x, box.height - 1 - y);
        if (edge < thickness) copy.data.set(red, 4 * ((box.top + y) * width + box.left + x));
      }
    }
  }
  return copy;
}
