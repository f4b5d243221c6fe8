import { tensor, type Tensor } from '@gemmule/core';
import { loadMnist } from '@gemmule/example-mnist/files';
import { type ArrayDataset, arrayDataset } from '@gemmule/nn';

/** Pixels of an image. */
const size = 784;

/** The first images of a part of MNIST, 0 (paper) to 1 (ink), one after the other. */
export function loadImages(part: 'train' | 'test', count: number): Float32Array {
  const bytes = loadMnist(part).images;
  const pixels = new Float32Array(count * size);
  for (let i = 0; i < pixels.length; i++) pixels[i] = bytes[i]! / 255;
  return pixels;
}

/** Images, each of which is its own target. */
export function datasetOf(images: Float32Array): ArrayDataset<'float32', [1, 28, 28], [1, 28, 28]> {
  return arrayDataset({ inputs: images, inputShape: [1, 28, 28], targets: images, targetShape: [1, 28, 28] });
}

/** The first ones, as a tensor. */
export function first(images: Float32Array, count: number): Tensor<[number, 1, 28, 28]> {
  return tensor(images.subarray(0, count * size), [count, 1, 28, 28]);
}

/**
 * What is known without learning: the mean squared distance of `images` from the mean of the images in `known`. Who does no better
 * has learned nothing.
 */
export function distanceFromMean(known: Float32Array, images: Float32Array): number {
  const mean = new Float64Array(size);
  for (let i = 0; i < known.length; i++) mean[i % size]! += (known[i]! * size) / known.length;
  let sum = 0;
  for (let i = 0; i < images.length; i++) sum += (images[i]! - mean[i % size]!) ** 2;
  return sum / images.length;
}
