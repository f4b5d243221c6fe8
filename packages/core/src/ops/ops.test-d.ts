/* What the compiler makes of calls: result types, sentences at the wrong argument, and gradual typing. */
import { describe, expectTypeOf, test } from 'vitest';
import {
  adaptiveAvgPool2d,
  adaptiveMaxPool3d,
  add,
  argmax,
  avgPool1d,
  avgPool2d,
  batchNorm,
  batchNormWithStatistics,
  broadcastTo,
  concat,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  flatten,
  flip,
  fold,
  gather,
  globalAvgPool2d,
  globalMaxPool3d,
  gradients,
  groupNorm,
  instanceNorm,
  type IntTensor,
  layerNorm,
  linear,
  lpPool2d,
  matmul,
  maxPool2d,
  maxPool2dWithIndices,
  maxPool3d,
  maxUnpool2d,
  mean,
  oneHot,
  pick,
  prelu,
  ones,
  pad,
  permute,
  pixelShuffle,
  pixelUnshuffle,
  relu,
  reshape,
  scalar,
  type Shape,
  slice,
  softmax,
  sum,
  type Tensor,
  tensor,
  transpose,
  unfold,
  upsample,
  widen,
  separableConv1d,
  separableConv2d,
  separableConv3d,
} from '../index.ts';

declare const image: Tensor<[8, 3, 32, 32]>;
declare const unknownRank: Tensor<number[]>;
declare const unknownBatch: Tensor<[number, 3, 32, 32]>;
declare const named: Tensor<['N', 3, 32, 32]>;
declare const weight: Tensor<[64, 3, 3, 3]>;

/** Checked by the compiler only; the bodies are never run. */
const never = (body: () => void): void => void body;

describe('prelu', () => {
  test('takes one slope, or one per channel', () =>
    never(() => {
      expectTypeOf(prelu(image, ones([1]))).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
      expectTypeOf(prelu(named, ones([3]))).toEqualTypeOf<Tensor<['N', 3, 32, 32]>>();
      expectTypeOf(prelu(unknownRank, ones([3]))).toEqualTypeOf<Tensor<number[]>>();
      // @ts-expect-error prelu: weight must have shape [1] or [3], got [4] (input [8, 3, 32, 32])
      prelu(image, ones([4]));
    }));
});

describe('normalisations', () => {
  test('keep the shape', () =>
    never(() => {
      expectTypeOf(batchNorm(named)).toEqualTypeOf<Tensor<['N', 3, 32, 32]>>();
      expectTypeOf(batchNorm(unknownRank, { weight: ones([3]) })).toEqualTypeOf<Tensor<number[]>>();
      expectTypeOf(batchNormWithStatistics(image).output).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
      expectTypeOf(layerNorm(image, [32, 32], { weight: ones([32, 32]) })).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
      expectTypeOf(groupNorm(image, 3, { weight: ones([3]), bias: ones([3]) })).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
      expectTypeOf(instanceNorm(image)).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    }));

  test('refuse what does not fit', () =>
    never(() => {
      // @ts-expect-error batchNorm: input must be [N, C, ...], got 1 dimensions (input [3])
      batchNorm(ones([3]));
      // @ts-expect-error batchNorm: weight must have shape [3], got [4]
      batchNorm(image, { weight: ones([4]) });
      // @ts-expect-error batchNorm: variance must have shape [3], got [8]
      batchNorm(image, { statistics: { mean: ones([3]), variance: ones([8]) } });
      // @ts-expect-error mean and variance go together
      batchNorm(image, { statistics: { mean: ones([3]) } });
      // @ts-expect-error layerNorm: input must end in [32, 3], got [8, 3, 32, 32]
      layerNorm(image, [32, 3]);
      // @ts-expect-error layerNorm: weight must have shape [32, 32], got [32]
      layerNorm(image, [32, 32], { weight: ones([32]) });
      // @ts-expect-error groupNorm: groups 2 must divide the 3 channels (input [8, 3, 32, 32])
      groupNorm(image, 2);
      // @ts-expect-error instanceNorm: input must be [N, C, ...] of 3 to 5 dimensions, got 2 dimensions (input [8, 3])
      instanceNorm(ones([8, 3]));
    }));
});

describe('results', () => {
  test('convolutions', () =>
    never(() => {
      expectTypeOf(conv2d(image, weight, { stride: 2, padding: 1 })).toEqualTypeOf<Tensor<[8, 64, 16, 16]>>();
      expectTypeOf(conv2d(image, weight, { padding: 'same' })).toEqualTypeOf<Tensor<[8, 64, 32, 32]>>();
      expectTypeOf(conv2d(image, weight, { dilation: [2, 1] })).toEqualTypeOf<Tensor<[8, 64, 28, 30]>>();
      expectTypeOf(
        conv2d(image, weight, {
          padding: [
            [0, 1],
            [2, 2],
          ],
        }),
      ).toEqualTypeOf<Tensor<[8, 64, 31, 34]>>();
      expectTypeOf(conv2d(ones([1, 64, 7, 7]), ones([64, 1, 3, 3]), { groups: 64 })).toEqualTypeOf<
        Tensor<[1, 64, 5, 5]>
      >();
      expectTypeOf(conv2d(image, weight, { activation: 'relu', stride: 2 })).toEqualTypeOf<Tensor<[8, 64, 15, 15]>>();
      expectTypeOf(conv2d(image, weight, { activation: undefined })).toEqualTypeOf<Tensor<[8, 64, 30, 30]>>();
      expectTypeOf(
        convTranspose2d(ones([8, 64, 16, 16]), weight, { stride: 2, padding: 1, outputPadding: 1 }),
      ).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
      expectTypeOf(unfold(image, { kernel: 3 })).toEqualTypeOf<Tensor<[8, 27, 900]>>();
      expectTypeOf(fold(ones([8, 27, 900]), { kernel: 3, outputSize: 32 })).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    }));

  test('one axis and three', () =>
    never(() => {
      const signal = ones([8, 3, 100]);
      const volume = ones([8, 3, 16, 32, 32]);
      expectTypeOf(conv1d(signal, ones([4, 3, 5]), { padding: 'causal', dilation: 2 })).toEqualTypeOf<
        Tensor<[8, 4, 100]>
      >();
      expectTypeOf(conv1d(signal, ones([4, 3, 5]), { padding: [[2, 0]], stride: [3] })).toEqualTypeOf<
        Tensor<[8, 4, 33]>
      >();
      expectTypeOf(conv3d(volume, ones([4, 3, 3, 5, 5]), { padding: [1, 2, 2], stride: 2 })).toEqualTypeOf<
        Tensor<[8, 4, 8, 16, 16]>
      >();
      expectTypeOf(convTranspose1d(signal, ones([3, 2, 4]), { stride: 2, padding: 1 })).toEqualTypeOf<
        Tensor<[8, 2, 200]>
      >();
      expectTypeOf(convTranspose3d(volume, ones([3, 2, 2, 2, 2]), { stride: [1, 2, 2] })).toEqualTypeOf<
        Tensor<[8, 2, 17, 64, 64]>
      >();
      expectTypeOf(convTranspose2d(image, ones([3, 8, 3, 3]), { stride: 2, outputSize: [65, 66] })).toEqualTypeOf<
        Tensor<[8, 8, 65, 66]>
      >();
      expectTypeOf(unfold(signal, { kernel: 3 })).toEqualTypeOf<Tensor<[8, 9, 98]>>();
      expectTypeOf(unfold(volume, { kernel: 2, stride: 2 })).toEqualTypeOf<Tensor<[8, 24, 2048]>>();
      expectTypeOf(fold(ones([8, 9, 98]), { kernel: 3, outputSize: [100] })).toEqualTypeOf<Tensor<[8, 3, 100]>>();
      expectTypeOf(avgPool1d(signal, { kernel: 2 })).toEqualTypeOf<Tensor<[8, 3, 50]>>();
      expectTypeOf(maxPool3d(volume, { kernel: [1, 2, 2] })).toEqualTypeOf<Tensor<[8, 3, 16, 16, 16]>>();
      expectTypeOf(globalMaxPool3d(volume)).toEqualTypeOf<Tensor<[8, 3, 1, 1, 1]>>();
      expectTypeOf(conv1d(unknownRank, ones([4, 3, 5]))).toEqualTypeOf<Tensor<[number, 4, number]>>();
      // @ts-expect-error conv3d: input has 3 channels but weight [4, 2, 3, 3, 3] with groups 1 expects 2 …
      conv3d(volume, ones([4, 2, 3, 3, 3]));
      // @ts-expect-error 'causal' is for one axis
      conv2d(image, weight, { padding: 'causal' });
      // @ts-expect-error convTranspose2d: outputSize 64 must be from 65 to 66 in the output height …
      convTranspose2d(image, ones([3, 8, 3, 3]), { stride: 2, outputSize: 64 });
      // @ts-expect-error conv1d: stride must be positive integers, got [0]
      conv1d(signal, ones([4, 3, 5]), { stride: [0] });
    }));

  test('separable convolutions', () =>
    never(() => {
      const depthwise = ones([6, 1, 3, 3]);
      expectTypeOf(separableConv2d(image, depthwise, ones([16, 6, 1, 1]), { stride: 2, padding: 1 })).toEqualTypeOf<
        Tensor<[8, 16, 16, 16]>
      >();
      expectTypeOf(separableConv1d(ones([8, 3, 100]), ones([3, 1, 5]), ones([4, 3, 1]))).toEqualTypeOf<
        Tensor<[8, 4, 96]>
      >();
      expectTypeOf(separableConv3d(ones([1, 2, 4, 8, 8]), ones([2, 1, 3, 3, 3]), ones([4, 2, 1, 1, 1]))).toEqualTypeOf<
        Tensor<[1, 4, 2, 6, 6]>
      >();
      expectTypeOf(separableConv2d(unknownRank, depthwise, ones([16, 6, 1, 1]))).toEqualTypeOf<
        Tensor<[number, 16, number, number]>
      >();
      // @ts-expect-error separableConv2d: pointwise must be [O, I, 1, 1], got [16, 6, 3, 3]
      separableConv2d(image, depthwise, ones([16, 6, 3, 3]));
      // @ts-expect-error conv2d: groups 3 must divide the 4 output channels …
      separableConv2d(image, ones([4, 1, 3, 3]), ones([16, 4, 1, 1]));
      // @ts-expect-error conv2d: input has 6 channels but weight [16, 3, 1, 1] with groups 1 expects 3 …
      separableConv2d(image, depthwise, ones([16, 3, 1, 1]));
      // @ts-expect-error conv2d: stride must be a positive integer, got 0
      separableConv2d(image, depthwise, ones([16, 6, 1, 1]), { stride: 0 });
    }));

  test('pools', () =>
    never(() => {
      expectTypeOf(maxPool2d(image, { kernel: 2 })).toEqualTypeOf<Tensor<[8, 3, 16, 16]>>();
      expectTypeOf(avgPool2d(image, { kernel: 3, stride: 2, ceilMode: true })).toEqualTypeOf<Tensor<[8, 3, 16, 16]>>();
      const [values, indices] = maxPool2dWithIndices(image, { kernel: 2 });
      expectTypeOf(values).toEqualTypeOf<Tensor<[8, 3, 16, 16]>>();
      expectTypeOf(indices).toEqualTypeOf<IntTensor<[8, 3, 16, 16]>>();
      expectTypeOf(maxUnpool2d(values, indices, { kernel: 2 })).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
      expectTypeOf(maxUnpool2d(values, indices, { outputSize: [33, 32] })).toEqualTypeOf<Tensor<[8, 3, 33, 32]>>();
      expectTypeOf(adaptiveAvgPool2d(image, { outputSize: 7 })).toEqualTypeOf<Tensor<[8, 3, 7, 7]>>();
      expectTypeOf(adaptiveMaxPool3d(ones([1, 2, 3, 4, 5]), { outputSize: [2, 1, 1] })).toEqualTypeOf<
        Tensor<[1, 2, 2, 1, 1]>
      >();
      expectTypeOf(lpPool2d(image, { norm: 2, kernel: 3, stride: 2, ceilMode: true })).toEqualTypeOf<
        Tensor<[8, 3, 16, 16]>
      >();
      expectTypeOf(globalAvgPool2d(image)).toEqualTypeOf<Tensor<[8, 3, 1, 1]>>();
    }));

  test('products, broadcasting, reductions', () =>
    never(() => {
      expectTypeOf(matmul(ones([4, 5]), ones([6, 5]), { transposeB: true })).toEqualTypeOf<Tensor<[4, 6]>>();
      expectTypeOf(matmul(ones([2, 1, 4, 5]), ones([3, 5, 6]))).toEqualTypeOf<Tensor<[2, 3, 4, 6]>>();
      expectTypeOf(matmul(ones([3]), ones([3]))).toEqualTypeOf<Tensor<[]>>();
      expectTypeOf(linear(flatten(image), ones([10, 3072]))).toEqualTypeOf<Tensor<[8, 10]>>();
      expectTypeOf(add(ones([8, 1, 3]), ones([5, 1]))).toEqualTypeOf<Tensor<[8, 5, 3]>>();
      expectTypeOf(add(image, 1)).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
      expectTypeOf(sum(image)).toEqualTypeOf<Tensor<[]>>();
      expectTypeOf(sum(image, { axis: [2, 3] })).toEqualTypeOf<Tensor<[8, 3]>>();
      expectTypeOf(mean(image, { axis: -1, keepDims: true })).toEqualTypeOf<Tensor<[8, 3, 32, 1]>>();
      expectTypeOf(argmax(image, { axis: 1 })).toEqualTypeOf<IntTensor<[8, 32, 32]>>();
      expectTypeOf(softmax(image, 1)).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    }));

  test('movement', () =>
    never(() => {
      expectTypeOf(reshape(image, [8, -1])).toEqualTypeOf<Tensor<[8, 3072]>>();
      expectTypeOf(flatten(image)).toEqualTypeOf<Tensor<[8, 3072]>>();
      expectTypeOf(permute(image, [0, 2, 3, 1])).toEqualTypeOf<Tensor<[8, 32, 32, 3]>>();
      expectTypeOf(transpose(ones([2, 3, 5]))).toEqualTypeOf<Tensor<[2, 5, 3]>>();
      expectTypeOf(
        pad(ones([2, 3]), [
          [0, 1],
          [2, 2],
        ]),
      ).toEqualTypeOf<Tensor<[3, 7]>>();
      expectTypeOf(pad(ones([3]), [[2, 1]], { mode: 'reflect' })).toEqualTypeOf<Tensor<[6]>>();
      expectTypeOf(pad(ones([3]), [[2, 1]], { value: 1 })).toEqualTypeOf<Tensor<[6]>>();
      expectTypeOf(pad(ones([3]), [[2, 1]], -Infinity)).toEqualTypeOf<Tensor<[6]>>();
      expectTypeOf(concat([ones([8, 3]), ones([8, 4])], 1)).toEqualTypeOf<Tensor<[8, 7]>>();
      expectTypeOf(slice(image, [null, [0, 2], [0, 32, 2]])).toEqualTypeOf<Tensor<[8, 2, 16, 32]>>();
      expectTypeOf(broadcastTo(scalar(1), [2, 3])).toEqualTypeOf<Tensor<[2, 3]>>();
      expectTypeOf(oneHot(tensor([1, 2], [2], { dtype: 'int32' }), 3)).toEqualTypeOf<Tensor<[2, 3]>>();
      expectTypeOf(pick(ones([2, 3]), tensor([1, 2], [2], { dtype: 'int32' }))).toEqualTypeOf<Tensor<[2]>>();
      expectTypeOf(flip(image, { axis: [-1, 2] })).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
      expectTypeOf(upsample(image, { scale: [2, 1] })).toEqualTypeOf<Tensor<[8, 3, 64, 32]>>();
      expectTypeOf(upsample(image, { size: 40, mode: 'linear' })).toEqualTypeOf<Tensor<[8, 3, 40, 40]>>();
      expectTypeOf(upsample(unknownRank, { scale: 2 })).toEqualTypeOf<Tensor<number[]>>();
      expectTypeOf(pixelUnshuffle(image, 4)).toEqualTypeOf<Tensor<[8, 48, 8, 8]>>();
      expectTypeOf(pixelShuffle(ones([8, 12, 5, 5]), 2)).toEqualTypeOf<Tensor<[8, 3, 10, 10]>>();
      expectTypeOf(gather(image, tensor([1, 0], [2], { dtype: 'int32' }), { axis: 1 })).toEqualTypeOf<
        Tensor<[8, 2, 32, 32]>
      >();
      expectTypeOf(gradients(sum(image), [image, weight])).toEqualTypeOf<
        readonly [Tensor<[8, 3, 32, 32]>, Tensor<[64, 3, 3, 3]>]
      >();
    }));
});

describe('what is not known flows through', () => {
  test('numbers, names and dynamic ranks', () =>
    never(() => {
      expectTypeOf(conv2d(unknownBatch, weight)).toEqualTypeOf<Tensor<[number, 64, 30, 30]>>();
      expectTypeOf(conv2d(named, weight)).toEqualTypeOf<Tensor<['N', 64, 30, 30]>>();
      expectTypeOf(conv2d(unknownRank, weight)).toEqualTypeOf<Tensor<[number, 64, number, number]>>();
      expectTypeOf(linear(unknownRank, ones([10, 3]))).toEqualTypeOf<Tensor<number[]>>();
      expectTypeOf(relu(named)).toEqualTypeOf<Tensor<['N', 3, 32, 32]>>();
      expectTypeOf(flatten(unknownBatch)).toEqualTypeOf<Tensor<[number, 3072]>>();
      expectTypeOf(named.shape).toEqualTypeOf<readonly [number, 3, 32, 32]>();
    }));

  test('options that are not known, such as those a function passes on', () =>
    never(() => {
      const pass = (stride: number | [number, number], padding?: number | readonly [number, number] | 'same') => {
        expectTypeOf(conv2d(image, weight, { stride, padding })).toEqualTypeOf<Tensor<[8, 64, number, number]>>();
        expectTypeOf(avgPool2d(image, { kernel: stride, stride })).toEqualTypeOf<Tensor<[8, 3, number, number]>>();
      };
      pass(1);
    }));

  test('functions generic over one dimension keep it, over the whole shape widen', () => {
    function embed<N extends number>(x: Tensor<[N, 3, 32, 32]>): Tensor<[N, 64, 30, 30]> {
      return conv2d(x, weight);
    }
    function energy<S extends Shape>(x: Tensor<S>): Tensor<[]> {
      return sum(widen(x)) as Tensor<Shape> as Tensor<[]>;
    }
    never(() => {
      expectTypeOf(embed(image)).toEqualTypeOf<Tensor<[8, 64, 30, 30]>>();
      energy(image);
    });
  });

  test('a tensor of known shape is one of unknown shape, not the other way round', () => {
    expectTypeOf<Tensor<[8, 3]>>().toExtend<Tensor<number[]>>();
    expectTypeOf<Tensor<[8, 3]>>().toExtend<Tensor<[number, 3]>>();
    expectTypeOf<Tensor<[8, 3]>>().toExtend<Tensor>();
    expectTypeOf<Tensor<[number, 3]>>().not.toExtend<Tensor<[8, 3]>>();
    expectTypeOf<Tensor<[2]>>().not.toExtend<IntTensor<[2]>>();
  });
});

describe('mistakes', () => {
  test('each is an error at the argument', () =>
    never(() => {
      // @ts-expect-error conv2d: input has 4 channels but weight [64, 3, 3, 3] with groups 1 expects 3
      conv2d(ones([8, 4, 32, 32]), weight);
      // @ts-expect-error conv2d: bias must have shape [64], got [63]
      conv2d(image, weight, { bias: ones([63]) });
      // @ts-expect-error did you mean stride
      conv2d(image, weight, { strides: 2 });
      // @ts-expect-error conv2d: stride must be a positive integer, got 0
      conv2d(image, weight, { stride: 0 });
      // @ts-expect-error conv2d: padding must be a non-negative integer, got -1
      conv2d(image, weight, { padding: -1 });
      // @ts-expect-error not an activation
      conv2d(image, weight, { activation: 'gelu' });
      // @ts-expect-error transposed convolutions take none
      convTranspose2d(ones([8, 64, 16, 16]), weight, { activation: 'relu' });
      // @ts-expect-error maxPool2d: kernel must be positive integers, got [2, 1.5]
      maxPool2d(image, { kernel: [2, 1.5] });
      // @ts-expect-error add: dimensions 3 and 4 do not broadcast
      add(ones([3]), ones([4]));
      // @ts-expect-error softmax: axis 7 is not an integer from -4 to 3
      softmax(image, 7);
      // @ts-expect-error matmul: inner dimensions 5 and 6 differ
      matmul(ones([4, 5]), ones([6, 5]));
      // @ts-expect-error pick: labels must be [2], got [3] (x [2, 5])
      pick(ones([2, 5]), tensor([1, 2, 0], [3], { dtype: 'int32' }));
      // @ts-expect-error pad: mode 'reflect' pads fewer cells than the 3 of dimension 0, got [3, 1] (input [3])
      pad(ones([3]), [[3, 1]], { mode: 'reflect' });
      // @ts-expect-error a value is for mode 'constant'
      pad(ones([3]), [[2, 1]], { mode: 'reflect', value: 1 });
      // @ts-expect-error flip: axis 1 is given twice
      flip(image, { axis: [1, -3] });
      // @ts-expect-error upsample: scale must be a positive integer, got 1.5
      upsample(image, { scale: 1.5 });
      // @ts-expect-error upsample: size must be one number or a list of 2, got [8, 8, 8]
      upsample(image, { size: [8, 8, 8] });
      // @ts-expect-error upsample: neither size nor scale is given
      upsample(image, {});
      // @ts-expect-error pixelShuffle: 3 channels are no multiple of 4, the cells of factor 2
      pixelShuffle(image, 2);
      // @ts-expect-error pixelUnshuffle: factor must be a positive integer, got 0.5
      pixelUnshuffle(image, 0.5);
      // @ts-expect-error maxUnpool2d: shapes [8, 3, 32, 32] and [8, 3, 16, 16] differ in dimension 2 (32 and 16)
      maxUnpool2d(image, maxPool2dWithIndices(image, { kernel: 2 })[1], { kernel: 2 });
      // @ts-expect-error maxPool2dWithIndices: kernel must be a positive integer, got 0
      maxPool2dWithIndices(image, { kernel: 0 });
      // @ts-expect-error adaptiveAvgPool2d: outputSize must be positive integers, got [7, 0]
      adaptiveAvgPool2d(image, { outputSize: [7, 0] });
      // @ts-expect-error gather: axis 4 is not an integer from -4 to 3
      gather(image, tensor([1], [1], { dtype: 'int32' }), { axis: 4 });
      // @ts-expect-error indices are not floats
      gather(image, ones([2]));
      // @ts-expect-error labels are not floats
      oneHot(ones([2]), 3);
      // @ts-expect-error a float tensor is wanted
      relu(tensor([1], [1], { dtype: 'int32' }));
    }));

  test('one mistake is one error: what follows has an unknown shape', () =>
    never(() => {
      // @ts-expect-error 4 channels
      const wrong = conv2d(ones([8, 4, 32, 32]), weight);
      expectTypeOf(wrong).toEqualTypeOf<Tensor<number[]>>();
      maxPool2d(wrong, { kernel: 2 });
    }));
});
