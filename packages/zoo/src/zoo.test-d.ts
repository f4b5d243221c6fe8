import { ones, type Tensor } from '@gemmule/core';
import { expectTypeOf, test } from 'vitest';
import { basicBlock, bottleneck, lenet5, mobileNetV2, resnet50, unet, vgg } from './index.ts';

test('models know what they take and give', () => {
  expectTypeOf(lenet5().forward(ones([8, 1, 28, 28]))).toEqualTypeOf<Tensor<[8, 10]>>();
  expectTypeOf(resnet50().forward(ones([8, 3, 224, 224]))).toEqualTypeOf<Tensor<[8, 1000]>>();
  expectTypeOf(vgg(16, { classes: 10 }).forward(ones([1, 3, 64, 64]))).toEqualTypeOf<Tensor<[1, 10]>>();
  expectTypeOf(mobileNetV2({ in: 1, classes: 2 }).forward(ones([1, 1, 64, 64]))).toEqualTypeOf<Tensor<[1, 2]>>();
  expectTypeOf(unet({ in: 3, classes: 4 }).forward(ones([1, 3, 64, 64]))).toEqualTypeOf<
    Tensor<[1, 4, number, number]>
  >();
  // @ts-expect-error network: input must be [N, 3, H, W], got [8, 1, 224, 224]
  resnet50().forward(ones([8, 1, 224, 224]));
});

test('blocks do, too', () => {
  expectTypeOf(basicBlock(64, 128, 2).forward(ones([1, 64, 56, 56]))).toEqualTypeOf<Tensor<[1, 128, 28, 28]>>();
  expectTypeOf(bottleneck(256, 128, 2).forward(ones([1, 256, 56, 56]))).toEqualTypeOf<Tensor<[1, 512, 28, 28]>>();
});
