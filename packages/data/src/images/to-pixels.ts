import { ShapeError, showShape, type Tensor } from '@gemmule/core';
import type { ImageArray } from './image-array.ts';

/** Options of {@link toPixels}. */
export interface ToPixelsOptions {
  /** As it was subtracted: one for all channels, or one for each. Default 0. */
  readonly mean?: number | readonly number[];
  /** As it was divided by. Default 1. */
  readonly std?: number | readonly number[];
}

/** Pixels that `new ImageData(data, width, height)` takes. */
export interface ClampedPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * The way back from {@link imageArray} or `imageTensor`: `x * std + mean`, of which 0 becomes 0 and 1 becomes 255; what lies
 * beyond becomes the nearest that there is. One channel makes grey, three are opaque.
 *
 * @param image `[C, H, W]` or `[1, C, H, W]` with 1, 3 or 4 channels
 * @throws ShapeError for another shape, or another number of means.
 * @example
 * ```ts no-run
 * const context = document.querySelector('canvas')!.getContext('2d')!;
 * const { data, width, height } = await toPixels(ones([1, 3, 32, 32]));
 * context.putImageData(new ImageData(data, width, height), 0, 0);
 * ```
 */
export async function toPixels(image: Tensor | ImageArray, options: ToPixelsOptions = {}): Promise<ClampedPixels> {
  const { mean = 0, std = 1 } = options;
  const { shape } = image;
  const [channels = 0, height = 0, width = 0, ...rest] = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  if (![1, 3, 4].includes(channels) || height === 0 || width === 0 || rest.length > 0) {
    throw new ShapeError(`toPixels: an image has shape [C, H, W] with 1, 3 or 4 channels, got ${showShape(shape)}`);
  }
  for (const [name, value] of Object.entries({ mean, std })) {
    if (typeof value === 'number' || value.length === channels) continue;
    throw new ShapeError(`toPixels: ${value.length} numbers in ${name} for an image of ${channels} channels`);
  }
  const values = 'backend' in image ? await image.data() : image.data;
  const pixels = width * height;
  const data = new Uint8ClampedArray(4 * pixels).fill(255);
  for (let c = 0; c < Math.max(channels, 3); c++) {
    const from = channels === 1 ? 0 : c;
    const [scale, shift] = [at(std, from), at(mean, from)];
    for (let i = 0; i < pixels; i++) data[4 * i + c] = 255 * (values[from * pixels + i]! * scale + shift);
  }
  return { width, height, data };
}

function at(values: number | readonly number[], channel: number): number {
  return typeof values === 'number' ? values : values[channel]!;
}
