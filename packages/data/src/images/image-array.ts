import { generator, type PerAxis2, type PositivePerAxis, ShapeError, sizeOf } from '@gemmule/core';
import { compose } from '../transforms/compose.ts';
import { normalize } from '../transforms/normalize.ts';
import { resize } from '../transforms/resize.ts';
import type { SizeOf, Transform } from '../transforms/transform.ts';
import { transformedShape } from '../transforms/transform.ts';
import { assertPixels, type Pixels } from './pixels.ts';
import { type Drawable, readPixels } from './read-pixels.ts';

/** Grey, red-green-blue, or these with alpha. */
export type Channels = 1 | 3 | 4;

/** Options of {@link imageTensor} and {@link imageArray}. */
export interface ImageOptions<C extends Channels = Channels, Size = PerAxis2> {
  /**
   * 1: brightness (ITU-R BT.601: 0.299 red, 0.587 green, 0.114 blue); 3: red, green and blue; 4: opacity as well, which the
   * others leave out of account. Default 3.
   */
  readonly channels?: C;
  /** Scales the image to one number of pixels, or to `[height, width]`; see `resize`. Default: its own size. */
  readonly size?: Size;
  /** Subtracted from numbers that are 0 to 1: one for all channels, or one for each. Default 0. */
  readonly mean?: number | readonly number[];
  /** What the difference is divided by. Default 1. */
  readonly std?: number | readonly number[];
}

/** The shape of an image after {@link ImageOptions}: its own size is not known to the compiler. */
export type ImageShape<C extends Channels, Size> = Size extends PerAxis2 ? [C, ...SizeOf<Size>] : [C, number, number];

/** An image of numbers, `[C, H, W]`, row-major. */
export interface ImageArray<S extends readonly number[] = readonly number[]> {
  /** `[channels, height, width]`. */
  readonly shape: S;
  /** Row-major, one channel after the other. */
  readonly data: Float32Array;
}

/**
 * An image as a network takes it: `[C, H, W]`, each number `(x - mean) / std` of what was 0 to 1.
 *
 * @param source pixels, or, in pages, what can be drawn
 * @throws ShapeError for pixels that are none, or options that do not fit; and as the page does for images that may not be
 *   read.
 * @example
 * ```ts
 * const { shape, data } = imageArray(await decodeImage(await readFile('cat.jpg')), { channels: 3, size: 224 });   // [3, 224, 224]
 * ```
 */
export function imageArray<const C extends Channels = 3, const Size extends PerAxis2 | undefined = undefined>(
  source: Pixels | Drawable,
  options?: ImageOptions<C, PositivePerAxis<'imageArray', 'size', Size>>,
): ImageArray<ImageShape<C, Size>>;
export function imageArray(source: Pixels | Drawable, options: ImageOptions = {}): ImageArray {
  const { channels = 3, size, mean = 0, std = 1 } = options;
  if (![1, 3, 4].includes(channels)) throw new ShapeError(`imageArray: channels must be 1, 3 or 4, got ${channels}`);
  const steps: Transform[] = size === undefined ? [] : [resize({ size })];
  const transform = compose(...steps, normalize({ mean, std }));
  const pixels = 'data' in source ? source : readPixels('imageArray', source);
  assertPixels('imageArray', pixels);
  const from = [channels, pixels.height, pixels.width];
  const shape = transformedShape(transform, from);
  const data = new Float32Array(sizeOf(shape));
  transform.apply(planes(pixels, channels), data, from, generator(0));
  return { shape, data };
}

/** The channels one after the other, each 0 to 1. */
function planes({ data, width, height }: Pixels, channels: Channels): Float32Array {
  const pixels = width * height;
  const result = new Float32Array(channels * pixels);
  for (let i = 0; i < pixels; i++) {
    const [red, green, blue] = [data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!];
    if (channels === 1) {
      result[i] = (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
      continue;
    }
    for (let c = 0; c < channels; c++) result[c * pixels + i] = data[4 * i + c]! / 255;
  }
  return result;
}
