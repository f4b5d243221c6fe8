import { type IntTensor, type Tensor, tensor, zeros } from '@gemmule/core';
import { expectTypeOf, test } from 'vitest';
import * as nn from '../index.ts';

const labels = <const S extends number[]>(...shape: S): IntTensor<S> => {
  return tensor(new Int32Array(shape.reduce((a, b) => a * b, 1)), shape, {
    dtype: 'int32',
  }) as IntTensor as IntTensor<S>;
};
declare const unknownScores: Tensor<number[]>;
declare const unknownLabels: IntTensor<number[]>;

test('cross entropy: scores [N, C, ...] and labels [N, ...]', () => {
  expectTypeOf(nn.crossEntropy(zeros([8, 10]), labels(8))).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(nn.crossEntropy(zeros([8, 10]), labels(8), { reduction: 'sum' })).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(nn.crossEntropy(zeros([8, 10]), labels(8), { reduction: 'none' })).toEqualTypeOf<Tensor<[8]>>();
  expectTypeOf(nn.crossEntropy(zeros([2, 10, 4, 5]), labels(2, 4, 5), { reduction: 'none' })).toEqualTypeOf<
    Tensor<[2, 4, 5]>
  >();
  expectTypeOf(nn.crossEntropy(unknownScores, labels(8), { reduction: 'none' })).toEqualTypeOf<Tensor<[8]>>();
  expectTypeOf(nn.crossEntropy(zeros([8, 10]), unknownLabels)).toEqualTypeOf<Tensor<[]>>();
  // @ts-expect-error 9 labels
  nn.crossEntropy(zeros([8, 10]), labels(9));
  // @ts-expect-error no classes
  nn.crossEntropy(zeros([8]), labels(8));
  // @ts-expect-error labels are integers
  nn.crossEntropy(zeros([8, 10]), zeros([8]));
  // @ts-expect-error no such reduction
  nn.crossEntropy(zeros([8, 10]), labels(8), { reduction: 'average' });
  expectTypeOf<
    nn.LabelsShape<'crossEntropy', 'logits', [8, 10], [9]>
  >().toEqualTypeOf<'crossEntropy: labels must be [8], got [9] (logits [8, 10])'>();
  expectTypeOf<
    nn.LabelsShape<'nllLoss', 'logProbabilities', [8], [8]>
  >().toEqualTypeOf<'nllLoss: logProbabilities must be [N, C, ...], got 1 dimensions (logProbabilities [8])'>();
});

test('label smoothing is a number, of cross entropy only', () => {
  expectTypeOf(nn.crossEntropy(zeros([8, 10]), labels(8), { labelSmoothing: 0.1 })).toEqualTypeOf<Tensor<[]>>();
  // @ts-expect-error of cross entropy only
  nn.nllLoss(zeros([8, 10]), labels(8), { labelSmoothing: 0.1 });
});

test('losses of two tensors: equal shapes', () => {
  expectTypeOf(nn.l1Loss(zeros([8, 2]), zeros([8, 2]))).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(nn.smoothL1Loss(zeros([8, 2]), zeros([8, 2]), { beta: 0.1, reduction: 'none' })).toEqualTypeOf<
    Tensor<[8, 2]>
  >();
  expectTypeOf(nn.huberLoss(zeros([8, 2]), zeros([8, 2]), { delta: 2 })).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(
    nn.binaryCrossEntropyWithLogits(zeros([8, 2]), zeros([8, 2]), { positiveWeight: zeros([2]), reduction: 'none' }),
  ).toEqualTypeOf<Tensor<[8, 2]>>();
  // @ts-expect-error nothing is broadcast
  nn.l1Loss(zeros([8, 2]), zeros([8, 1]));
  // @ts-expect-error nothing is broadcast
  nn.smoothL1Loss(zeros([8, 2]), zeros([2]));
  // @ts-expect-error nothing is broadcast
  nn.huberLoss(zeros([8, 2]), zeros([8, 3]));
  // @ts-expect-error nothing is broadcast
  nn.binaryCrossEntropyWithLogits(zeros([8, 2]), zeros([8, 1]));
});

test('mean squared error: equal shapes', () => {
  expectTypeOf(nn.mseLoss(zeros([8, 2]), zeros([8, 2]))).toEqualTypeOf<Tensor<[]>>();
  expectTypeOf(nn.mseLoss(zeros([8, 2]), zeros([8, 2]), { reduction: 'none' })).toEqualTypeOf<Tensor<[8, 2]>>();
  // @ts-expect-error nothing is broadcast
  nn.mseLoss(zeros([8, 2]), zeros([8, 1]));
});
