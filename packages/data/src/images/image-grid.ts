import { assertPositive, nonNegativePerAxis, ShapeError, showShape, type Tensor } from '@gemmule/core';
import type { ImageArray } from './image-array.ts';

/** Options of {@link imageGrid}. */
export interface GridOptions {
  /** Images in a row. Default 8. */
  readonly columns?: number;
  /** Pixels between images, and around them all. Default 2. */
  readonly gap?: number;
  /** The number that these pixels, and places without an image, get in all channels. Default 0. */
  readonly background?: number;
}

/**
 * Puts images side by side, row by row, into one: for `toPixels`.
 *
 * @param images `[N, C, H, W]`
 * @returns `[C, gap + rows * (H + gap), gap + columns * (W + gap)]`; no more columns than there are images
 * @throws ShapeError for another shape, no images, or options that are out of range.
 * @example
 * ```ts
 * const images = tensor(pixels, [64, 1, 28, 28]);
 * await writeFile('digits.png', await encodePng(await toPixels(await imageGrid(images, { columns: 16 }))));
 * ```
 */
export async function imageGrid(
  images: Tensor | ImageArray,
  options: GridOptions = {},
): Promise<ImageArray<[number, number, number]>> {
  const [count = 0, channels = 0, height = 0, width = 0, ...rest] = images.shape;
  if (images.shape.length < 4 || rest.length > 0 || count * channels * height * width === 0) {
    throw new ShapeError(`imageGrid: images have shape [N, C, H, W], none of them 0, got ${showShape(images.shape)}`);
  }
  const { columns = 8, background = 0 } = options;
  assertPositive('imageGrid', 'columns', columns);
  const [gap = 0] = nonNegativePerAxis('imageGrid', 'gap', options.gap ?? 2, 1);
  const across = Math.min(columns, count);
  const shape: [number, number, number] = [
    channels,
    gap + Math.ceil(count / across) * (height + gap),
    gap + across * (width + gap),
  ];
  const data = new Float32Array(shape[0] * shape[1] * shape[2]).fill(background);
  const values = 'backend' in images ? await images.data() : images.data;
  for (let i = 0; i < count; i++) {
    const [top, left] = [gap + Math.floor(i / across) * (height + gap), gap + (i % across) * (width + gap)];
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        const from = ((i * channels + c) * height + y) * width;
        data.set(values.subarray(from, from + width), (c * shape[1] + top + y) * shape[2] + left);
      }
    }
  }
  return { shape, data };
}
