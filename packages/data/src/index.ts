/**
 * From files to batches of tensors: data sets, loaders, augmentation, readers of arrays and images.
 *
 * @packageDocumentation
 */
export type { AsyncDataset, Dataset, Sample, SampleFormat, StreamDataset, TargetOf } from './dataset/dataset.ts';
export { imageDataset, type LabelledImages } from './dataset/image-dataset.ts';
export { streamDataset, type StreamFormat } from './dataset/stream-dataset.ts';
export { subset } from './dataset/subset.ts';

export { cropPixels, type Rectangle } from './images/crop-pixels.ts';
export {
  type Channels,
  type ImageArray,
  imageArray,
  type ImageOptions,
  type ImageShape,
} from './images/image-array.ts';
export { type GridOptions, imageGrid } from './images/image-grid.ts';
export { imageTensor } from './images/image-tensor.ts';
export type { Pixels } from './images/pixels.ts';
export type { Drawable } from './images/read-pixels.ts';
export { type ClampedPixels, toPixels, type ToPixelsOptions } from './images/to-pixels.ts';

export type { HostBatch } from './loader/host-batch.ts';
export { type Batch, type EpochOptions, loader, type Loader, type LoaderOptions } from './loader/loader.ts';
export type { Shard } from './loader/shard.ts';

export { centerCrop } from './transforms/center-crop.ts';
export { compose, type ComposedSize } from './transforms/compose.ts';
export { normalize, type NormalizeOptions } from './transforms/normalize.ts';
export type { Chance } from './transforms/probability.ts';
export { randomCrop, type RandomCropOptions } from './transforms/random-crop.ts';
export { randomHorizontalFlip } from './transforms/random-horizontal-flip.ts';
export { randomRotation, type RandomRotationOptions } from './transforms/random-rotation.ts';
export { randomVerticalFlip } from './transforms/random-vertical-flip.ts';
export { resize } from './transforms/resize.ts';
export type { SizeOf, Transform, TransformedShape, TransformSize } from './transforms/transform.ts';

export { type Cifar10, type Cifar100, decodeCifar10, decodeCifar100 } from './readers/decode-cifar.ts';
export { decodeIdx } from './readers/decode-idx.ts';
export { decodeNpy } from './readers/decode-npy.ts';
export { decodeNpz, type NpzOptions } from './readers/decode-npz.ts';
export { encodeNpy } from './readers/encode-npy.ts';
export type { NumericArray, NumericData, NumericType } from './readers/numeric-array.ts';
export { toFloat32 } from './readers/to-float32.ts';
