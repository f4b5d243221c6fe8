import { assertProbability, type Chance } from './probability.ts';
import { imageShape, type Transform } from './transform.ts';

/**
 * Turns an image `[C, H, W]` round, left for right, now and then.
 *
 * @throws ShapeError for a probability that is none, and from the loader for inputs that are no images.
 * @example
 * ```ts
 * randomHorizontalFlip({ probability: 0.5 })
 * ```
 */
export function randomHorizontalFlip(options: Chance = {}): Transform<'same'> {
  const { probability = 0.5 } = options;
  assertProbability('randomHorizontalFlip', probability);
  return {
    name: 'randomHorizontalFlip',
    size: 'same',
    check: (shape) => void imageShape('randomHorizontalFlip', shape),
    apply(from, to, shape, random) {
      if (random.uniform() >= probability) return to.set(from);
      const width = shape[2]!;
      for (let line = 0; line < from.length; line += width) {
        for (let x = 0; x < width; x++) to[line + x] = from[line + width - 1 - x]!;
      }
    },
  };
}
