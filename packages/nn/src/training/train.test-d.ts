import type { IntTensor, Tensor } from '@gemmule/core';
import { expectTypeOf, test } from 'vitest';
import * as nn from '../index.ts';

const model = () => nn.network(['N', 1, 8, 8], nn.flatten(), nn.linear(64, 10));
const optimizer = nn.adam();
const [pixels, digits] = [new Float32Array(64), new Uint8Array(1)];
const images = nn.arrayDataset({ inputs: pixels, inputShape: [1, 8, 8], labels: digits });
const numbers = nn.arrayDataset({ inputs: pixels, inputShape: [1, 8, 8], targets: pixels, targetShape: [10] });

test('data sets know shapes and the type of targets', () => {
  expectTypeOf(images).toEqualTypeOf<nn.ArrayDataset<'int32', [1, 8, 8], []>>();
  expectTypeOf(numbers).toEqualTypeOf<nn.ArrayDataset<'float32', [1, 8, 8], [10]>>();
  expectTypeOf(images.subset(3)).toEqualTypeOf<typeof images>();
  // @ts-expect-error neither labels nor targets
  nn.arrayDataset({ inputs: pixels, inputShape: [64] });
});

test('model, data and loss fit each other', () => {
  void nn.train(model(), { data: images, loss: nn.crossEntropy, optimizer, epochs: 1 });
  void nn.train(model(), { data: numbers, loss: nn.mseLoss, optimizer, epochs: 1 });
  void nn.train(model(), {
    data: images,
    loss(prediction, target) {
      expectTypeOf(prediction).toEqualTypeOf<Tensor<[number, 10]>>();
      expectTypeOf(target).toEqualTypeOf<IntTensor<[number]>>();
      return nn.crossEntropy(prediction, target, { ignoreIndex: 3 });
    },
    optimizer,
    epochs: 1,
  });
});

test('batches fit as data sets do', () => {
  const batches = {} as nn.BatchSource<'int32', [1, 8, 8], []>;
  void nn.train(model(), {
    data: batches,
    loss(prediction, target) {
      expectTypeOf(prediction).toEqualTypeOf<Tensor<[number, 10]>>();
      expectTypeOf(target).toEqualTypeOf<IntTensor<[number]>>();
      return nn.crossEntropy(prediction, target);
    },
    optimizer,
    epochs: 1,
  });
  void nn.train(model(), {
    // @ts-expect-error network: input must be [N, 1, 8, 8], got [?, 64]
    data: {} as nn.BatchSource<'int32', [64], []>,
    loss: nn.crossEntropy,
    optimizer,
    epochs: 1,
  });
  expectTypeOf(nn.evaluate(model(), batches)).resolves.toEqualTypeOf<nn.LabelEvaluation>();
});

test('what does not fit is an error where it stands', () => {
  void nn.train(model(), {
    // @ts-expect-error network: input must be [N, 1, 8, 8], got [?, 64]
    data: nn.arrayDataset({ inputs: pixels, inputShape: [64], labels: digits }),
    loss: nn.crossEntropy,
    optimizer,
    epochs: 1,
  });
  void nn.train(model(), {
    data: numbers,
    // @ts-expect-error targets are no labels
    loss: nn.crossEntropy,
    optimizer,
    epochs: 1,
  });
  void nn.train(nn.network(['N', 1, 8, 8], nn.flatten(), nn.linear(64, 2)), {
    data: numbers,
    // @ts-expect-error [?, 2] and [?, 10] differ
    loss: nn.mseLoss,
    optimizer,
    epochs: 1,
  });
});

test('models of unknown shapes are trained as well', () => {
  const unknown: nn.AnyLayer = model();
  void nn.train(unknown, { data: images, loss: nn.crossEntropy, optimizer, epochs: 1 });
  const any: nn.Dataset<'int32'> = images;
  void nn.train(model(), { data: any, loss: nn.crossEntropy, optimizer, epochs: 1 });
});

test('evaluations tell what the targets are', () => {
  expectTypeOf(nn.evaluate(model(), images)).resolves.toEqualTypeOf<nn.LabelEvaluation>();
  expectTypeOf(nn.evaluate(model(), numbers)).resolves.toEqualTypeOf<nn.NumberEvaluation>();
});
