import { ShapeError } from '@gemmule/core';
import { imageShape, type Transform } from './transform.ts';

/** Options of {@link randomRotation}. */
export interface RandomRotationOptions {
  /** The largest angle to either side, or `[from, to]`. Counter-clockwise is positive. */
  readonly degrees: number | readonly [number, number];
  /** What is seen beyond the edges. Default 0. */
  readonly fill?: number;
}

/**
 * Rotates an image `[C, H, W]` about its middle, by a random angle; the result is as large as it was. Pixels are
 * interpolated between four (bilinear), of which those beyond the edges are `fill`.
 *
 * @throws ShapeError for angles that are no finite numbers, and from the loader for inputs that are no images.
 * @example
 * ```ts
 * randomRotation({ degrees: 10 })
 * ```
 */
export function randomRotation(options: RandomRotationOptions): Transform<'same'> {
  const { degrees, fill = 0 } = options;
  const [from, to] = typeof degrees === 'number' ? [-degrees, degrees] : degrees;
  if (!Number.isFinite(from) || !Number.isFinite(to)) {
    throw new ShapeError(`randomRotation: degrees must be finite numbers, got ${from} and ${to}`);
  }
  return {
    name: 'randomRotation',
    size: 'same',
    check: (shape) => void imageShape('randomRotation', shape),
    apply(image, result, shape, random) {
      rotate(image, result, imageShape('randomRotation', shape), from + (to - from) * random.uniform(), fill);
    },
  };
}

/** Looks for each pixel of the result where it comes from: the rotation back. */
function rotate(
  from: Float32Array,
  to: Float32Array,
  [channels, height, width]: readonly [number, number, number],
  degrees: number,
  fill: number,
): void {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  const pixels = height * width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dy, dx] = [y - middleY, x - middleX];
      // Rows count downwards: that turns the sense of the angle.
      const sourceX = middleX + dx * cos - dy * sin;
      const sourceY = middleY + dx * sin + dy * cos;
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      const [right, below] = [sourceX - left, sourceY - top];
      const inTop = top >= 0 && top < height;
      const inBelow = top + 1 >= 0 && top + 1 < height;
      const inLeft = left >= 0 && left < width;
      const inRight = left + 1 >= 0 && left + 1 < width;
      const source = top * width + left;
      for (let c = 0; c < channels; c++) {
        const at = c * pixels + source;
        const a = inTop && inLeft ? from[at]! : fill;
        const b = inTop && inRight ? from[at + 1]! : fill;
        const d = inBelow && inLeft ? from[at + width]! : fill;
        const e = inBelow && inRight ? from[at + width + 1]! : fill;
        to[c * pixels + y * width + x] =
          (1 - below) * ((1 - right) * a + right * b) + below * ((1 - right) * d + right * e);
      }
    }
  }
}
