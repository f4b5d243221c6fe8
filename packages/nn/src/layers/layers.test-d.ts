import { type Tensor, tensor, widen, zeros } from '@gemmule/core';
import { describe, expectTypeOf, test } from 'vitest';
import * as nn from '../index.ts';

/** What a layer makes of a shape: another one, or a sentence. */
type Result<L extends nn.AnyLayer, S> = nn.Apply<L['~shapes'], S>;

describe('shapes', () => {
  const image = () => zeros([8, 3, 32, 32]);

  test('convolutions', () => {
    expectTypeOf(nn.conv2d({ in: 3, out: 16, kernel: 3 }).forward(image())).toEqualTypeOf<Tensor<[8, 16, 30, 30]>>();
    expectTypeOf(
      nn.conv2d({ in: 3, out: 6, kernel: [3, 5], stride: 2, padding: [1, 2], groups: 3 }).forward(image()),
    ).toEqualTypeOf<Tensor<[8, 6, 16, 16]>>();
    expectTypeOf(nn.conv2d({ in: 3, out: 6, kernel: 3, groups: 3 })).toEqualTypeOf<
      nn.Layer<nn.Conv<2, [6, 1, 3, 3], 1, 0, 1, 3>>
    >();
    expectTypeOf(
      nn.convTranspose2d({ in: 3, out: 16, kernel: 4, stride: 2, padding: 1 }).forward(image()),
    ).toEqualTypeOf<Tensor<[8, 16, 64, 64]>>();
    expectTypeOf(
      nn.convTranspose2d({ in: 3, out: 6, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 3 }),
    ).toEqualTypeOf<nn.Layer<nn.ConvTranspose<2, [3, 2, 3, 3], 2, 1, 1, 1, 3>>>();
  });

  test('other resolutions', () => {
    expectTypeOf(nn.upsample({ scale: 2 }).forward(image())).toEqualTypeOf<Tensor<[8, 3, 64, 64]>>();
    expectTypeOf(nn.upsample({ size: [40, 50], mode: 'linear' }).forward(image())).toEqualTypeOf<
      Tensor<[8, 3, 40, 50]>
    >();
    expectTypeOf(nn.pixelShuffle(2).forward(zeros([8, 12, 5, 6]))).toEqualTypeOf<Tensor<[8, 3, 10, 12]>>();
    expectTypeOf(nn.adaptiveAvgPool2d(7).forward(image())).toEqualTypeOf<Tensor<[8, 3, 7, 7]>>();
    // @ts-expect-error pixelShuffle: factor must be a positive integer, got 0
    nn.pixelShuffle(0);
  });

  test('one axis and three', () => {
    expectTypeOf(nn.conv1d({ in: 3, out: 16, kernel: 5, padding: 'causal' }).forward(zeros([8, 3, 100]))).toEqualTypeOf<
      Tensor<[8, 16, 100]>
    >();
    expectTypeOf(
      nn.conv3d({ in: 3, out: 16, kernel: [1, 3, 3], stride: [1, 2, 2] }).forward(zeros([8, 3, 4, 9, 9])),
    ).toEqualTypeOf<Tensor<[8, 16, 4, 4, 4]>>();
    expectTypeOf(
      nn.convTranspose2d({ in: 3, out: 2, kernel: 3, stride: 2, outputSize: [66, 65] }).forward(image()),
    ).toEqualTypeOf<Tensor<[8, 2, 66, 65]>>();
    expectTypeOf(nn.maxPool1d({ kernel: 2 }).forward(zeros([8, 3, 9]))).toEqualTypeOf<Tensor<[8, 3, 4]>>();
    expectTypeOf(nn.globalAvgPool3d().forward(zeros([8, 3, 4, 9, 9]))).toEqualTypeOf<Tensor<[8, 3, 1, 1, 1]>>();
    const volume = () => nn.conv3d({ in: 3, out: 16, kernel: 3 });
    expectTypeOf<
      Result<ReturnType<typeof volume>, [8, 3, 32, 32]>
    >().toEqualTypeOf<'conv3d: input must be [N, C, D, H, W], got 4 dimensions (input [8, 3, 32, 32])'>();
  });

  test('pools', () => {
    expectTypeOf(nn.maxPool2d({ kernel: 2 }).forward(image())).toEqualTypeOf<Tensor<[8, 3, 16, 16]>>();
    expectTypeOf(nn.maxPool2d({ kernel: 3, stride: 2, padding: 1 }).forward(image())).toEqualTypeOf<
      Tensor<[8, 3, 16, 16]>
    >();
    expectTypeOf(nn.avgPool2d({ kernel: 3, ceilMode: true }).forward(image())).toEqualTypeOf<Tensor<[8, 3, 11, 11]>>();
    expectTypeOf(nn.globalAvgPool2d().forward(image())).toEqualTypeOf<Tensor<[8, 3, 1, 1]>>();
  });

  test('activations, flatten, linear, residual, sequential', () => {
    for (const layer of [nn.elu(), nn.selu(), nn.relu6(), nn.hardsigmoid(), nn.softplus(), nn.mish(), nn.clip(0, 1)]) {
      expectTypeOf(layer.forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    }
    expectTypeOf(nn.prelu().forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.prelu(3).forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    const slopes = () => nn.prelu(4);
    expectTypeOf<
      Result<ReturnType<typeof slopes>, [8, 3, 32, 32]>
    >().toEqualTypeOf<'prelu: weight must have shape [1] or [3], got [4] (input [8, 3, 32, 32])'>();
    for (const layer of [nn.relu(), nn.leakyRelu(0.1), nn.sigmoid(), nn.tanh(), nn.gelu(), nn.silu()]) {
      expectTypeOf(layer.forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    }
    expectTypeOf(nn.softmax(1).forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.logSoftmax().forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.flatten().forward(image())).toEqualTypeOf<Tensor<[8, 3072]>>();
    expectTypeOf(nn.flatten(2).forward(image())).toEqualTypeOf<Tensor<[8, 3, 1024]>>();
    expectTypeOf(nn.linear(32, 7).forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 7]>>();
    expectTypeOf(nn.residual(nn.conv2d({ in: 3, out: 3, kernel: 3, padding: 1 })).forward(image())).toEqualTypeOf<
      Tensor<[8, 3, 32, 32]>
    >();
    expectTypeOf(nn.sequential(nn.flatten(), nn.linear(3072, 2)).forward(image())).toEqualTypeOf<Tensor<[8, 2]>>();
  });
});

describe('normalisations and dropout', () => {
  const image = () => zeros([8, 3, 32, 32]);

  test('keep the shape', () => {
    expectTypeOf(nn.batchNorm2d(3).forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.batchNorm1d(5).forward(zeros([8, 5]))).toEqualTypeOf<Tensor<[8, 5]>>();
    expectTypeOf(nn.batchNorm1d(5).forward(zeros([8, 5, 7]))).toEqualTypeOf<Tensor<[8, 5, 7]>>();
    expectTypeOf(nn.batchNorm3d(5).forward(zeros([1, 5, 2, 3, 4]))).toEqualTypeOf<Tensor<[1, 5, 2, 3, 4]>>();
    expectTypeOf(nn.layerNorm(32).forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.layerNorm([3, 32, 32]).forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.groupNorm(3, 3).forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.instanceNorm2d(3).forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.dropout().forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(nn.dropout2d().forward(image())).toEqualTypeOf<Tensor<[8, 3, 32, 32]>>();
    expectTypeOf(
      nn
        .network(['N', 3, 8, 8], nn.conv2d({ in: 3, out: 6, kernel: 3 }), nn.batchNorm2d(6), nn.dropout())
        .forward(zeros([2, 3, 8, 8])),
    ).toEqualTypeOf<Tensor<[2, 6, 6, 6]>>();
  });

  test('say what does not fit', () => {
    const batch = () => nn.batchNorm2d(6);
    expectTypeOf<
      Result<ReturnType<typeof batch>, ['N', 3, 8, 8]>
    >().toEqualTypeOf<'batchNorm2d: input has 3 channels, expected 6 (input [N, 3, 8, 8])'>();
    expectTypeOf<
      Result<ReturnType<typeof batch>, [8, 6]>
    >().toEqualTypeOf<'batchNorm2d: input must be [N, C, H, W], got 2 dimensions (input [8, 6])'>();
    const layer = () => nn.layerNorm(6);
    expectTypeOf<
      Result<ReturnType<typeof layer>, [8, 5]>
    >().toEqualTypeOf<'layerNorm: input must end in [6], got [8, 5]'>();
    const dropped = () => nn.dropout2d();
    expectTypeOf<
      Result<ReturnType<typeof dropped>, [8, 5]>
    >().toEqualTypeOf<'dropout2d: input must be [N, C, H, W], got 2 dimensions (input [8, 5])'>();
    // @ts-expect-error groupNorm: groups 4 must divide the 6 channels
    nn.groupNorm(4, 6);
    // @ts-expect-error batchNorm2d: channels must be a positive integer, got 0
    nn.batchNorm2d(0);
    // @ts-expect-error layerNorm: normalizedShape must be positive integers, got [3, 0]
    nn.layerNorm([3, 0]);
    // @ts-expect-error layer 1: batchNorm2d: input has 6 channels, expected 3 (input [N, 6, 6, 6])
    nn.network(['N', 3, 8, 8], nn.conv2d({ in: 3, out: 6, kernel: 3 }), nn.batchNorm2d(3));
  });
});

test('embedding puts features behind the ids', () => {
  const ids = () => tensor([1, 2], [2], { dtype: 'int32' });
  expectTypeOf(nn.embedding(10, 4).forward(ids())).toEqualTypeOf<Tensor<[2, 4]>>();
  expectTypeOf(nn.embedding(10, 4).forward(zeros([8, 5]))).toEqualTypeOf<Tensor<[8, 5, 4]>>();
  expectTypeOf(nn.embedding(10, 4).forward(widen(zeros([8, 5])))).toEqualTypeOf<Tensor<number[]>>();
  const model = nn.network(['N', 20], nn.embedding(1000, 16), nn.flatten(), nn.linear(320, 2));
  expectTypeOf(model.forward(zeros([3, 20]))).toEqualTypeOf<Tensor<[3, 2]>>();
  // @ts-expect-error embedding: count must be a positive integer, got 0
  nn.embedding(0, 4);
});

describe('blocks', () => {
  const image = () => zeros([8, 4, 32, 32]);

  test('know their shapes', () => {
    const down = nn.residual(
      { shortcut: nn.conv2d({ in: 4, out: 8, kernel: 1, stride: 2 }), activation: nn.relu() },
      nn.conv2d({ in: 4, out: 8, kernel: 3, stride: 2, padding: 1 }),
      nn.batchNorm2d(8),
    );
    expectTypeOf(down.forward(image())).toEqualTypeOf<Tensor<[8, 8, 16, 16]>>();
    expectTypeOf(nn.residual({ activation: nn.relu() }, nn.tanh()).forward(image())).toEqualTypeOf<
      Tensor<[8, 4, 32, 32]>
    >();
    const inception = nn.parallel(
      nn.conv2d({ in: 4, out: 3, kernel: 1 }),
      nn.sequential(nn.conv2d({ in: 4, out: 5, kernel: 3, padding: 1 }), nn.relu()),
      nn.sequential(),
    );
    expectTypeOf(inception.forward(image())).toEqualTypeOf<Tensor<[8, 12, 32, 32]>>();
    expectTypeOf(
      nn.depthwiseSeparable({ in: 4, out: 6, kernel: 3, stride: 2, padding: 1 }).forward(image()),
    ).toEqualTypeOf<Tensor<[8, 6, 16, 16]>>();
    expectTypeOf(nn.invertedResidual({ in: 4, out: 6, stride: 2 }).forward(image())).toEqualTypeOf<
      Tensor<[8, 6, 16, 16]>
    >();
    expectTypeOf(nn.invertedResidual({ in: 4, out: 4, kernel: 5 }).forward(zeros([2, 4, 7, 9]))).toEqualTypeOf<
      Tensor<[2, 4, 7, 9]>
    >();
    const many: nn.AnyLayer[] = [];
    expectTypeOf(nn.parallel(...many).forward(image())).toEqualTypeOf<Tensor<number[]>>();
  });

  test('say what does not fit', () => {
    const down = () => nn.residual({ shortcut: nn.conv2d({ in: 3, out: 4, kernel: 1 }) }, nn.relu());
    expectTypeOf<
      Result<ReturnType<typeof down>, [8, 4, 6, 6]>
    >().toEqualTypeOf<'residual: shortcut: conv2d: input has 4 channels but weight [4, 3, 1, 1] with groups 1 expects 3 (input [8, 4, 6, 6])'>();
    const strided = () => nn.residual({ shortcut: nn.maxPool2d({ kernel: 2 }) }, nn.relu());
    expectTypeOf<
      Result<ReturnType<typeof strided>, [8, 4, 6, 6]>
    >().toEqualTypeOf<'residual: shapes [8, 4, 3, 3] and [8, 4, 6, 6] differ in dimension 2 (3 and 6)'>();
    const branches = () => nn.parallel(nn.relu(), nn.sequential(nn.conv2d({ in: 3, out: 2, kernel: 1 })));
    expectTypeOf<
      Result<ReturnType<typeof branches>, [8, 4, 6, 6]>
    >().toEqualTypeOf<'parallel: branch 1: layer 0: conv2d: input has 4 channels but weight [2, 3, 1, 1] with groups 1 expects 3 (input [8, 4, 6, 6])'>();
    const sizes = () => nn.parallel(nn.relu(), nn.maxPool2d({ kernel: 2 }));
    expectTypeOf<
      Result<ReturnType<typeof sizes>, [8, 4, 6, 6]>
    >().toEqualTypeOf<'parallel: concat: shapes [8, 4, 6, 6] and [8, 4, 3, 3] differ in dimension 2 (6 and 3), not only along axis 1'>();
    const mobile = () => nn.invertedResidual({ in: 4, out: 6 });
    expectTypeOf<
      Result<ReturnType<typeof mobile>, ['N', 3, 6, 6]>
    >().toEqualTypeOf<'invertedResidual: input has 3 channels, expected 4 (input [N, 3, 6, 6])'>();
    // @ts-expect-error no such kernel
    nn.invertedResidual({ in: 4, out: 6, kernel: 4 });
    // @ts-expect-error a depthwise convolution has its own groups
    nn.depthwiseSeparable({ in: 4, out: 6, kernel: 3, groups: 2 });
    // @ts-expect-error no such option
    nn.residual({ shortcuts: nn.relu() }, nn.relu());
  });
});

describe('sentences', () => {
  test('of the rules', () => {
    const conv = () => nn.conv2d({ in: 3, out: 64, kernel: 40 });
    expectTypeOf<
      Result<ReturnType<typeof conv>, [8, 3, 32, 32]>
    >().toEqualTypeOf<'conv2d: kernel height 40 is larger than the padded input height 32 (input [8, 3, 32, 32], weight [64, 3, 40, 40])'>();
    const up = () => nn.convTranspose2d({ in: 3, out: 64, kernel: 4 });
    expectTypeOf<
      Result<ReturnType<typeof up>, [8, 4, 32, 32]>
    >().toEqualTypeOf<'convTranspose2d: input has 4 channels but weight [3, 64, 4, 4] expects 3 (input [8, 4, 32, 32])'>();
    const pool = () => nn.maxPool2d({ kernel: 3, padding: 3 });
    expectTypeOf<
      Result<ReturnType<typeof pool>, [8, 4, 32, 32]>
    >().toEqualTypeOf<'maxPool2d: padding 3 must be smaller than kernel height 3 (input [8, 4, 32, 32])'>();
    const linear = () => nn.linear(784, 10);
    expectTypeOf<
      Result<ReturnType<typeof linear>, [8, 785]>
    >().toEqualTypeOf<'linear: input has 785 features but weight [10, 784] expects 784 (input [8, 785])'>();
    const softmax = () => nn.softmax(2);
    expectTypeOf<
      Result<ReturnType<typeof softmax>, [8, 10]>
    >().toEqualTypeOf<'softmax: axis 2 is not an integer from -2 to 1 (input [8, 10])'>();
  });

  test('of layers inside of layers', () => {
    const shrinking = () => nn.residual(nn.relu(), nn.conv2d({ in: 64, out: 64, kernel: 3 }));
    expectTypeOf<
      Result<ReturnType<typeof shrinking>, [8, 64, 32, 32]>
    >().toEqualTypeOf<'residual: shapes [8, 64, 32, 32] and [8, 64, 30, 30] differ in dimension 2 (32 and 30)'>();
    expectTypeOf<
      Result<ReturnType<typeof shrinking>, [8, 32, 32, 32]>
    >().toEqualTypeOf<'residual: layer 1: conv2d: input has 32 channels but weight [64, 64, 3, 3] with groups 1 expects 64 (input [8, 32, 32, 32])'>();
    const block = () => nn.sequential(nn.relu(), nn.residual(nn.linear(3, 4)));
    expectTypeOf<
      Result<ReturnType<typeof block>, [8, 3]>
    >().toEqualTypeOf<'layer 1: residual: shapes [8, 3] and [8, 4] differ in dimension 1 (3 and 4)'>();
  });
});

describe('configurations', () => {
  test('numbers that no input fits', () => {
    // @ts-expect-error kernel
    nn.conv2d({ in: 3, out: 8, kernel: 0 });
    // @ts-expect-error kernel
    nn.conv2d({ in: 3, out: 8, kernel: [3, -1] });
    // @ts-expect-error stride
    nn.conv2d({ in: 3, out: 8, kernel: 3, stride: 0 });
    // @ts-expect-error padding
    nn.conv2d({ in: 3, out: 8, kernel: 3, padding: -1 });
    // @ts-expect-error dilation
    nn.conv2d({ in: 3, out: 8, kernel: 3, dilation: 1.5 });
    // @ts-expect-error in: no channels
    nn.conv2d({ in: 0, out: 8, kernel: 3 });
    // @ts-expect-error groups and in
    nn.conv2d({ in: 6, out: 8, kernel: 3, groups: 4 });
    // @ts-expect-error groups and out
    nn.conv2d({ in: 8, out: 6, kernel: 3, groups: 4 });
    // @ts-expect-error groups
    nn.conv2d({ in: 8, out: 8, kernel: 3, groups: 0 });
    // @ts-expect-error outputPadding
    nn.convTranspose2d({ in: 3, out: 8, kernel: 3, outputPadding: -1 });
    // @ts-expect-error kernel
    nn.maxPool2d({ kernel: 0 });
    // @ts-expect-error inFeatures
    nn.linear(0, 10);
    // @ts-expect-error outFeatures
    nn.linear(10, -1);
    expectTypeOf<
      nn.DividingGroups<'conv2d', 6, 8, 4>
    >().toEqualTypeOf<'conv2d: groups 4 must divide the 6 input channels (in 6, out 8)'>();
    expectTypeOf<
      nn.DividingGroups<'conv2d', 8, 6, 4>
    >().toEqualTypeOf<'conv2d: groups 4 must divide the 6 output channels (in 8, out 6)'>();
    expectTypeOf<
      nn.DividingGroups<'conv2d', 8, 6, 0>
    >().toEqualTypeOf<'conv2d: groups must be a positive integer, got 0'>();
    expectTypeOf<
      nn.DividingGroups<'conv2d', number, 6, 4>
    >().toEqualTypeOf<'conv2d: groups 4 must divide the 6 output channels (in ?, out 6)'>();
    expectTypeOf<nn.DividingGroups<'conv2d', number, 8, number>>().toEqualTypeOf<number>();
  });

  test('misspelt and missing fields', () => {
    // @ts-expect-error did you mean stride?
    nn.conv2d({ in: 3, out: 8, kernel: 3, strides: 2 });
    // @ts-expect-error out is missing
    nn.conv2d({ in: 3, kernel: 3 });
    // @ts-expect-error an option of averages
    nn.maxPool2d({ kernel: 2, countIncludePad: true });
    // @ts-expect-error no such padding
    nn.conv2d({ in: 3, out: 8, kernel: 3, padding: 'some' });
  });
});

describe('custom layers', () => {
  interface MeanOverImage extends nn.ShapeFn {
    readonly out: nn.In<this['in']> extends readonly [infer N, infer C, unknown, unknown]
      ? [N, C]
      : 'meanOverImage: input must be [N, C, H, W]';
  }
  const meanOverImage = (): nn.Layer<MeanOverImage> =>
    nn.layer({ kind: 'meanOverImage', forward: (x) => x, plan: (shape) => shape.slice(0, 2) });

  test('take part in the checks', () => {
    const model = nn.network(['N', 3, 8, 8], meanOverImage(), nn.linear(3, 2));
    expectTypeOf(model.forward(zeros([4, 3, 8, 8]))).toEqualTypeOf<Tensor<[4, 2]>>();
    // @ts-expect-error no image
    nn.network(['N', 3], meanOverImage());
    expectTypeOf<nn.Walk<['N', 3], [nn.Layer<MeanOverImage>]>>().toEqualTypeOf<{
      readonly at: '0';
      readonly sentence: 'layer 0: meanOverImage: input must be [N, C, H, W]';
    }>();
  });

  test('know the parameters they declare', () => {
    nn.layer<nn.Elementwise, { gain: nn.ParameterDefinition; shift: nn.ParameterDefinition | undefined }>({
      kind: 'scale',
      parameters: {
        gain: { shape: [3], initialize: (_, size) => new Float32Array(size).fill(1) },
        shift: undefined,
      },
      forward(x, { parameters }) {
        expectTypeOf(parameters.gain).toEqualTypeOf<Tensor<number[]>>();
        expectTypeOf(parameters.shift).toEqualTypeOf<Tensor<number[]> | undefined>();
        // @ts-expect-error not declared
        void parameters.weight;
        return x;
      },
      plan: (shape) => shape,
    });
  });
});
