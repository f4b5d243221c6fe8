import { assertProbability, type Chance } from './probability.ts';
import { imageShape, type Transform } from './transform.ts';

/**
 * Turns an image `[C, H, W]` upside down, now and then.
 *
 * @throws ShapeError for a probability that is none, and from the loader for inputs that are no images.
 * @example
 * ```ts
 * randomVerticalFlip({ probability: 0.1 })
 * ```
 */
export function randomVerticalFlip(options: Chance = {}): Transform<'same'> {
  const { probability = 0.5 } = options;
  assertProbability('randomVerticalFlip', probability);
  return {
    name: 'randomVerticalFlip',
    size: 'same',
    check: (shape) => void imageShape('randomVerticalFlip', shape),
    apply(from, to, shape, random) {
      if (random.uniform() >= probability) return to.set(from);
      const [channels, height, width] = imageShape('randomVerticalFlip', shape);
      for (let c = 0; c < channels; c++) {
        for (let y = 0; y < height; y++) {
          const line = (c * height + y) * width;
          to.set(from.subarray(line, line + width), (c * height + height - 1 - y) * width);
        }
      }
    },
  };
}
