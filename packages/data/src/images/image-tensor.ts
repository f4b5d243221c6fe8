import { type PerAxis2, type PositivePerAxis, tensor, type Tensor, type TensorOptions } from '@gemmule/core';
import { type Channels, imageArray, type ImageOptions, type ImageShape } from './image-array.ts';
import type { Pixels } from './pixels.ts';
import type { Drawable } from './read-pixels.ts';

/**
 * A batch of one image, `[1, C, H, W]`: what {@link imageArray} makes, as a tensor.
 *
 * @throws as `imageArray`; BackendError when no backend is registered.
 * @example
 * ```ts no-run
 * const bitmap = await createImageBitmap(await (await fetch('cat.jpg')).blob());
 * const x = imageTensor(bitmap, { size: 224, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });   // Tensor<[1, 3, 224, 224]>
 * ```
 */
export function imageTensor<const C extends Channels = 3, const Size extends PerAxis2 | undefined = undefined>(
  source: Pixels | Drawable,
  options?: ImageOptions<C, PositivePerAxis<'imageTensor', 'size', Size>> & Pick<TensorOptions, 'backend'>,
): Tensor<[1, ...ImageShape<C, Size>]>;
export function imageTensor(
  source: Pixels | Drawable,
  options: ImageOptions & Pick<TensorOptions, 'backend'> = {},
): Tensor<number[]> {
  const { shape, data } = imageArray(source, options as ImageOptions<Channels, undefined>);
  return tensor(data, [1, ...shape], options);
}
