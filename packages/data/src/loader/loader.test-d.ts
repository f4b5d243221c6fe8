import type { IntTensor, Tensor } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { expectTypeOf, test } from 'vitest';
import {
  centerCrop,
  compose,
  type Dataset,
  imageDataset,
  type Loader,
  loader,
  normalize,
  randomCrop,
  randomHorizontalFlip,
  resize,
  streamDataset,
  subset,
} from '../index.ts';

const bytes = new Uint8Array(3 * 32 * 32);
const images = imageDataset({ images: bytes, imageShape: [3, 32, 32], labels: bytes, classes: 10 });
const optimizer = nn.adam();

test('data sets of here and of nn are the same', () => {
  expectTypeOf(images).toEqualTypeOf<Dataset<'int32', [3, 32, 32], []>>();
  expectTypeOf<Dataset<'int32', [3, 32, 32], []>>().toExtend<nn.Dataset<'int32', [3, 32, 32], []>>();
  expectTypeOf<nn.ArrayDataset<'float32', [7], [2]>>().toExtend<Dataset<'float32', [7], [2]>>();
  expectTypeOf(subset(images, 3)).toEqualTypeOf(images);
  expectTypeOf<Loader<'int32', [3, 32, 32], []>>().toExtend<nn.BatchSource<'int32', [3, 32, 32], []>>();
});

test('loaders know the shapes that transforms make', () => {
  expectTypeOf(loader(images)).toEqualTypeOf<Loader<'int32', [3, 32, 32], []>>();
  const cropped = loader(images, { transforms: [randomCrop({ size: 28, padding: 2 }), randomHorizontalFlip()] });
  expectTypeOf(cropped).toEqualTypeOf<Loader<'int32', [3, 28, 28], []>>();
  const last = loader(images, {
    transforms: [resize({ size: [40, 50] }), normalize({ mean: 0, std: 1 }), centerCrop({ size: 8 })],
  });
  expectTypeOf(last.inputShape).toEqualTypeOf<[3, 8, 8]>();
  const composed = loader(images, { transforms: [compose(resize({ size: [40, 50] }), randomHorizontalFlip())] });
  expectTypeOf(composed.inputShape).toEqualTypeOf<[3, 40, 50]>();
  const size: number = 5;
  expectTypeOf(loader(images, { transforms: [resize({ size })] }).inputShape).toEqualTypeOf<[3, number, number]>();
  // @ts-expect-error loader: an image has shape [C, H, W], got [7]
  loader({} as Dataset<'int32', [7], []>, { transforms: [resize({ size: 2 })] });
});

test('batches are tensors', async () => {
  for await (const { inputs, targets } of loader(images)) {
    expectTypeOf(inputs).toEqualTypeOf<Tensor<[number, 3, 32, 32]>>();
    expectTypeOf(targets).toEqualTypeOf<IntTensor<[number]>>();
  }
  const numbers = streamDataset([], { inputShape: [4], targetShape: [2], targetType: 'float32' });
  for await (const { targets } of loader(numbers)) expectTypeOf(targets).toEqualTypeOf<Tensor<[number, 2]>>();
});

test('models are trained with them where the shapes fit', () => {
  const model = nn.network(['N', 3, 28, 28], nn.flatten(), nn.linear(3 * 28 * 28, 10));
  const data = loader(images, { transforms: [randomCrop({ size: 28 })] });
  void nn.train(model, { data, loss: nn.crossEntropy, optimizer, epochs: 1 });
  expectTypeOf(nn.evaluate(model, data)).resolves.toEqualTypeOf<nn.LabelEvaluation>();
  // @ts-expect-error network: input must be [N, 3, 28, 28], got [?, 3, 32, 32]
  void nn.train(model, { data: loader(images), loss: nn.crossEntropy, optimizer, epochs: 1 });
});
