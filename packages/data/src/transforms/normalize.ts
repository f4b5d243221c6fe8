import { ShapeError } from '@gemmule/core';
import { imageShape, type Transform } from './transform.ts';

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /** One number for all channels, or one for each. */
  readonly mean: number | readonly number[];
  /** Standard deviation, as `mean`; not 0. */
  readonly std: number | readonly number[];
}

/**
 * `(x - mean) / std` for each channel of an image `[C, H, W]`: with the numbers of the training images, their pixels then
 * have mean 0 and standard deviation 1.
 *
 * @throws ShapeError for numbers that are not finite or a `std` of 0, and from the loader for another number of channels.
 * @example
 * ```ts
 * normalize({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] })
 * ```
 */
export function normalize(options: NormalizeOptions): Transform<'same'> {
  const { mean, std } = options;
  assertFinite('mean', mean);
  assertFinite('std', std);
  if ([std].flat().includes(0)) throw new ShapeError('normalize: std must not be 0');
  return {
    name: 'normalize',
    size: 'same',
    check(shape) {
      const [channels] = imageShape('normalize', shape);
      for (const [name, value] of Object.entries({ mean, std })) {
        if (typeof value === 'number' || value.length === channels) continue;
        throw new ShapeError(`normalize: ${value.length} numbers in ${name} for an image of ${channels} channels`);
      }
    },
    apply(from, to, shape) {
      const [channels, height, width] = imageShape('normalize', shape);
      for (let c = 0; c < channels; c++) {
        const [shift, scale] = [at(mean, c), at(std, c)];
        const end = (c + 1) * height * width;
        for (let i = c * height * width; i < end; i++) to[i] = (from[i]! - shift) / scale;
      }
    },
  };
}

function at(values: number | readonly number[], channel: number): number {
  return typeof values === 'number' ? values : values[channel]!;
}

function assertFinite(name: string, values: number | readonly number[]): void {
  const wrong = [values].flat().find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new ShapeError(`normalize: ${name} must be finite numbers, got ${wrong}`);
}
