/**
 * Every sentence that the compiler can produce, and the proof that the run-time rule throws the same one.
 *
 * In `bad<Rule>()(sentence, run)` the parameter's type is what the type rule produces, so this file compiles only if
 * the literal is that very sentence; and the test passes only if `run` throws it.
 */
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type AdaptivePoolShape, adaptivePoolRule } from './adaptive-pool.ts';
import type { AxesOf } from './axes.ts';
import { normalizeAxes } from './axes.ts';
import { type BiasShape, biasRule } from './bias.ts';
import { type BroadcastShape, broadcastRule } from './broadcast.ts';
import { type ConcatShape, concatRule } from './concat.ts';
import { type ConvShape, convRule } from './conv.ts';
import { type ConvTransposeShape, convTransposeRule } from './conv-transpose.ts';
import { type FoldShape, foldRule } from './fold.ts';
import { type GatherShape, gatherRule } from './gather.ts';
import { type GlobalPoolShape, globalPoolRule } from './global-pool.ts';
import { type LinearShape, linearRule } from './linear.ts';
import { type MatmulShape, matmulRule } from './matmul.ts';
import {
  type ChannelNormShape,
  channelNormRule,
  type GroupNormShape,
  groupNormRule,
  type LayerNormShape,
  layerNormRule,
} from './norm.ts';
import { type OperandShape, operandRule } from './operand.ts';
import { type PadShape, padRule } from './pad.ts';
import { type PermuteShape, permuteRule, type TransposeShape, transposeRule } from './permute.ts';
import {
  type PixelShuffleShape,
  pixelShuffleRule,
  type PixelUnshuffleShape,
  pixelUnshuffleRule,
} from './pixel-shuffle.ts';
import { type PoolShape, poolRule } from './pool.ts';
import { type PreluShape, preluRule } from './prelu.ts';
import { type ReduceShape, reduceRule } from './reduce.ts';
import { type FlattenShape, flattenRule, type ReshapeShape, reshapeRule } from './reshape.ts';
import type { NonNegative, Positive } from './rule.ts';
import { type SameShape, sameRule } from './same.ts';
import { assertShape, type AxisOf, normalizeAxis, type ValidShape } from './shape.ts';
import { type SliceShape, sliceRule } from './slice.ts';
import { type UnfoldShape, unfoldRule } from './unfold.ts';
import { unpoolRule, type UnpoolShape } from './unpool.ts';
import { type UpsampleShape, upsampleRule } from './upsample.ts';

/** The one literal that a rule produced; `never`, which nothing satisfies, for a shape, for `string` and for a union. */
type Sentence<Result, Whole = Result> = [Result] extends [never]
  ? never
  : Result extends string
    ? [Whole] extends [Result]
      ? {} extends Record<Result, 1>
        ? never
        : Result
      : never
    : never;

function bad<Result>(): (sentence: Sentence<Result>, run: () => unknown) => void {
  return (sentence, run) => {
    test(`${sentence}`, () => {
      expect(run).toThrow(ShapeError);
      expect(run).toThrow(new ShapeError(sentence));
    });
  };
}

// @ts-expect-error The sentence is another.
void (() => bad<SameShape<'add', [1], [2]>>()('add: something is wrong', () => 0));
// @ts-expect-error There is no sentence, the rule gives a shape.
void (() => bad<SameShape<'add', [1], [1]>>()('add: shapes [1] and [1] differ', () => 0));
// @ts-expect-error A string is not yet a sentence.
void (() => bad<string>()('add: shapes [1] and [2] differ', () => 0));

describe('conv2d', () => {
  bad<ConvShape<2, [8, 4, 32, 32], [64, 3, 3, 3]>>()(
    'conv2d: input has 4 channels but weight [64, 3, 3, 3] with groups 1 expects 3 (input [8, 4, 32, 32])',
    () => convRule('conv2d', [8, 4, 32, 32], [64, 3, 3, 3]),
  );
  bad<ConvShape<2, [8, 4, 32, 32], [64, 3, 3, 3], 1, 0, 1, 2>>()(
    'conv2d: input has 4 channels but weight [64, 3, 3, 3] with groups 2 expects 6 (input [8, 4, 32, 32])',
    () => convRule('conv2d', [8, 4, 32, 32], [64, 3, 3, 3], { groups: 2 }),
  );
  bad<ConvShape<2, [3, 32, 32], [64, 3, 3, 3]>>()(
    'conv2d: input must be [N, C, H, W], got 3 dimensions (input [3, 32, 32])',
    () => convRule('conv2d', [3, 32, 32], [64, 3, 3, 3]),
  );
  bad<ConvShape<2, [], [64, 3, 3, 3]>>()('conv2d: input must be [N, C, H, W], got 0 dimensions (input [])', () =>
    convRule('conv2d', [], [64, 3, 3, 3]),
  );
  bad<ConvShape<2, [8, 3, 32, 32], [64, 27]>>()(
    'conv2d: weight must be [O, I/groups, KH, KW], got 2 dimensions (weight [64, 27])',
    () => convRule('conv2d', [8, 3, 32, 32], [64, 27]),
  );
  bad<ConvShape<2, [8, 3, 32, 32], [64, 3, 0, 3]>>()('conv2d: weight [64, 3, 0, 3] has a dimension of 0', () =>
    convRule('conv2d', [8, 3, 32, 32], [64, 3, 0, 3]),
  );
  bad<ConvShape<2, [8, 4, 32, 32], [6, 1, 3, 3], 1, 0, 1, 3>>()(
    'conv2d: groups 3 must divide the 4 input channels (input [8, 4, 32, 32], weight [6, 1, 3, 3])',
    () => convRule('conv2d', [8, 4, 32, 32], [6, 1, 3, 3], { groups: 3 }),
  );
  bad<ConvShape<2, [8, 4, 32, 32], [7, 2, 3, 3], 1, 0, 1, 2>>()(
    'conv2d: groups 2 must divide the 7 output channels (input [8, 4, 32, 32], weight [7, 2, 3, 3])',
    () => convRule('conv2d', [8, 4, 32, 32], [7, 2, 3, 3], { groups: 2 }),
  );
  bad<ConvShape<2, [8, 3, 0, 32], [64, 3, 3, 3]>>()(
    'conv2d: input height is 0 (input [8, 3, 0, 32], weight [64, 3, 3, 3])',
    () => convRule('conv2d', [8, 3, 0, 32], [64, 3, 3, 3]),
  );
  bad<ConvShape<2, [8, 3, 32, 0], [64, 3, 3, 3], 1, 'same'>>()(
    'conv2d: input width is 0 (input [8, 3, 32, 0], weight [64, 3, 3, 3])',
    () => convRule('conv2d', [8, 3, 32, 0], [64, 3, 3, 3], { padding: 'same' }),
  );
  bad<ConvShape<2, [8, 3, 4, 32], [64, 3, 7, 3], 1, 1>>()(
    'conv2d: kernel height 7 is larger than the padded input height 6 (input [8, 3, 4, 32], weight [64, 3, 7, 3])',
    () => convRule('conv2d', [8, 3, 4, 32], [64, 3, 7, 3], { padding: 1 }),
  );
  bad<ConvShape<2, [8, 3, 32, 4], [64, 3, 3, 3], 2, [[0, 0], [1, 2]], [1, 4]>>()(
    'conv2d: kernel width 3 with dilation 4 (spanning 9) is larger than the padded input width 7 (input [8, 3, 32, 4], weight [64, 3, 3, 3])',
    () =>
      convRule('conv2d', [8, 3, 32, 4], [64, 3, 3, 3], {
        stride: 2,
        padding: [
          [0, 0],
          [1, 2],
        ],
        dilation: [1, 4],
      }),
  );
});

describe('options', () => {
  const conv = (options: Parameters<typeof convRule>[3]) => () =>
    convRule('conv2d', [8, 4, 9, 9], [4, 1, 3, 3], options);
  const transpose = (options: Parameters<typeof convTransposeRule>[3]) => () =>
    convTransposeRule('convTranspose2d', [8, 4, 9, 9], [4, 1, 3, 3], options);
  const pool = (options: Parameters<typeof poolRule>[2]) => () => poolRule('maxPool2d', [8, 4, 9, 9], options);

  bad<Positive<'conv2d', 'groups', 0>>()('conv2d: groups must be a positive integer, got 0', conv({ groups: 0 }));
  bad<Positive<'conv2d', 'groups', -1>>()('conv2d: groups must be a positive integer, got -1', conv({ groups: -1 }));
  bad<Positive<'conv2d', 'groups', 1.5>>()('conv2d: groups must be a positive integer, got 1.5', conv({ groups: 1.5 }));
  bad<Positive<'conv2d', 'stride', 0>>()(
    'conv2d: stride must be a positive integer, got 0',
    conv({ groups: 4, stride: 0 }),
  );
  bad<Positive<'conv2d', 'stride', readonly [2, 0]>>()(
    'conv2d: stride must be positive integers, got [2, 0]',
    conv({ groups: 4, stride: [2, 0] }),
  );
  bad<Positive<'conv2d', 'dilation', [-2, 1]>>()(
    'conv2d: dilation must be positive integers, got [-2, 1]',
    conv({ groups: 4, dilation: [-2, 1] }),
  );
  bad<NonNegative<'conv2d', 'padding', -1>>()(
    'conv2d: padding must be a non-negative integer, got -1',
    conv({ groups: 4, padding: -1 }),
  );
  bad<NonNegative<'conv2d', 'padding', [1, 0.5]>>()(
    'conv2d: padding must be non-negative integers, got [1, 0.5]',
    conv({ groups: 4, padding: [1, 0.5] }),
  );
  bad<NonNegative<'conv2d', 'padding', readonly [readonly [0, 1], readonly [0, -1]]>>()(
    'conv2d: padding must be non-negative integers, got [[0, 1], [0, -1]]',
    conv({
      groups: 4,
      padding: [
        [0, 1],
        [0, -1],
      ],
    }),
  );
  bad<NonNegative<'convTranspose2d', 'outputPadding', -1>>()(
    'convTranspose2d: outputPadding must be a non-negative integer, got -1',
    transpose({ outputPadding: -1 }),
  );
  bad<Positive<'maxPool2d', 'kernel', 0>>()('maxPool2d: kernel must be a positive integer, got 0', pool({ kernel: 0 }));
  bad<Positive<'maxPool2d', 'kernel', [3, 0]>>()(
    'maxPool2d: kernel must be positive integers, got [3, 0]',
    pool({ kernel: [3, 0] }),
  );
});

describe('convTranspose2d', () => {
  bad<ConvTransposeShape<2, [4, 8, 8], [4, 2, 3, 3]>>()(
    'convTranspose2d: input must be [N, C, H, W], got 3 dimensions (input [4, 8, 8])',
    () => convTransposeRule('convTranspose2d', [4, 8, 8], [4, 2, 3, 3]),
  );
  bad<ConvTransposeShape<2, [1, 4, 8, 8], [4, 2, 3]>>()(
    'convTranspose2d: weight must be [I, O/groups, KH, KW], got 3 dimensions (weight [4, 2, 3])',
    () => convTransposeRule('convTranspose2d', [1, 4, 8, 8], [4, 2, 3]),
  );
  bad<ConvTransposeShape<2, [1, 4, 8, 8], [4, 2, 3, 0]>>()(
    'convTranspose2d: weight [4, 2, 3, 0] has a dimension of 0',
    () => convTransposeRule('convTranspose2d', [1, 4, 8, 8], [4, 2, 3, 0]),
  );
  bad<ConvTransposeShape<2, [1, 4, 8, 8], [3, 2, 3, 3]>>()(
    'convTranspose2d: input has 4 channels but weight [3, 2, 3, 3] expects 3 (input [1, 4, 8, 8])',
    () => convTransposeRule('convTranspose2d', [1, 4, 8, 8], [3, 2, 3, 3]),
  );
  bad<ConvTransposeShape<2, [1, 4, 8, 8], [4, 2, 3, 3], 1, 0, 1, 0, 3>>()(
    'convTranspose2d: groups 3 must divide the 4 input channels (input [1, 4, 8, 8], weight [4, 2, 3, 3])',
    () => convTransposeRule('convTranspose2d', [1, 4, 8, 8], [4, 2, 3, 3], { groups: 3 }),
  );
  bad<ConvTransposeShape<2, [1, 4, 8, 0], [4, 2, 3, 3]>>()(
    'convTranspose2d: input width is 0 (input [1, 4, 8, 0], weight [4, 2, 3, 3])',
    () => convTransposeRule('convTranspose2d', [1, 4, 8, 0], [4, 2, 3, 3]),
  );
  bad<ConvTransposeShape<2, [1, 4, 8, 8], [4, 2, 3, 3], 2, 0, 1, 2>>()(
    'convTranspose2d: outputPadding 2 must be smaller than stride 2 or dilation 1 (input [1, 4, 8, 8], weight [4, 2, 3, 3])',
    () => convTransposeRule('convTranspose2d', [1, 4, 8, 8], [4, 2, 3, 3], { stride: 2, outputPadding: 2 }),
  );
  bad<ConvTransposeShape<2, [1, 4, 2, 8], [4, 2, 3, 3], 1, 2>>()(
    'convTranspose2d: padding takes all 4 cells of the output height (input [1, 4, 2, 8], weight [4, 2, 3, 3])',
    () => convTransposeRule('convTranspose2d', [1, 4, 2, 8], [4, 2, 3, 3], { padding: 2 }),
  );
  bad<ConvTransposeShape<2, [1, 4, 8, 8], [4, 2, 3, 3], 2, 'same', 1, [0, 1]>>()(
    "convTranspose2d: outputPadding must be 0 with padding 'same', got 1 (input [1, 4, 8, 8], weight [4, 2, 3, 3])",
    () =>
      convTransposeRule('convTranspose2d', [1, 4, 8, 8], [4, 2, 3, 3], {
        stride: 2,
        padding: 'same',
        outputPadding: [0, 1],
      }),
  );
});

describe('bias', () => {
  bad<BiasShape<'conv2d', [32], 64>>()('conv2d: bias must have shape [64], got [32]', () =>
    biasRule('conv2d', [32], 64),
  );
  bad<BiasShape<'linear', [1, 64], 64>>()('linear: bias must have shape [64], got [1, 64]', () =>
    biasRule('linear', [1, 64], 64),
  );
});

describe('pools', () => {
  bad<PoolShape<'maxPool2d', 2, [8, 8], 2>>()(
    'maxPool2d: input must be [N, C, H, W], got 2 dimensions (input [8, 8])',
    () => poolRule('maxPool2d', [8, 8], { kernel: 2 }),
  );
  bad<PoolShape<'avgPool2d', 2, [1, 3, 0, 8], 2>>()('avgPool2d: input height is 0 (input [1, 3, 0, 8])', () =>
    poolRule('avgPool2d', [1, 3, 0, 8], { kernel: 2 }),
  );
  bad<PoolShape<'maxPool2d', 2, [1, 3, 8, 8], 2, 2, 2>>()(
    'maxPool2d: padding 2 must be smaller than kernel height 2 (input [1, 3, 8, 8])',
    () => poolRule('maxPool2d', [1, 3, 8, 8], { kernel: 2, padding: 2 }),
  );
  bad<PoolShape<'maxPool2d', 2, [1, 3, 8, 8], 3, 2, [[4, 4], [1, 5]], 2>>()(
    'maxPool2d: padding 5 must be smaller than kernel width 3 with dilation 2 (spanning 5) (input [1, 3, 8, 8])',
    () =>
      poolRule('maxPool2d', [1, 3, 8, 8], {
        kernel: 3,
        stride: 2,
        padding: [
          [4, 4],
          [1, 5],
        ],
        dilation: 2,
      }),
  );
  bad<PoolShape<'maxPool2d', 2, [1, 3, 1, 8], 2, 2, 0, 1, true>>()(
    'maxPool2d: kernel height 2 is larger than the padded input height 1 (input [1, 3, 1, 8])',
    () => poolRule('maxPool2d', [1, 3, 1, 8], { kernel: 2, ceilMode: true }),
  );
});

describe('global pools', () => {
  bad<GlobalPoolShape<'globalAvgPool2d', 2, [8, 512]>>()(
    'globalAvgPool2d: input must be [N, C, H, W], got 2 dimensions (input [8, 512])',
    () => globalPoolRule('globalAvgPool2d', [8, 512]),
  );
});

describe('outputSize', () => {
  bad<ConvTransposeShape<2, [1, 4, 7, 7], [4, 3, 3, 3], 2, 0, 1, 0, 1, [15, 17]>>()(
    'convTranspose2d: outputSize 17 must be from 15 to 16 in the output width (input [1, 4, 7, 7], weight [4, 3, 3, 3])',
    () => convTransposeRule('convTranspose2d', [1, 4, 7, 7], [4, 3, 3, 3], { stride: 2, outputSize: [15, 17] }),
  );
  bad<ConvTransposeShape<1, [1, 4, 7], [4, 3, 3], 2, 'same', 1, 0, 1, 12>>()(
    'convTranspose1d: outputSize 12 must be from 13 to 14 in the output width (input [1, 4, 7], weight [4, 3, 3])',
    () => convTransposeRule('convTranspose1d', [1, 4, 7], [4, 3, 3], { stride: 2, padding: 'same', outputSize: 12 }, 1),
  );
  bad<ConvTransposeShape<1, [1, 4, 7], [4, 3, 3], 2, 0, 1, 1, 1, 16>>()(
    'convTranspose1d: outputSize and outputPadding exclude each other (input [1, 4, 7], weight [4, 3, 3])',
    () =>
      convTransposeRule('convTranspose1d', [1, 4, 7], [4, 3, 3], { stride: 2, outputPadding: 1, outputSize: 16 }, 1),
  );
});

describe('unfold and fold', () => {
  bad<UnfoldShape<[8, 8], 3>>()(
    'unfold: input must be [N, C, ...] with 1 to 3 axes, got 2 dimensions (input [8, 8])',
    () => unfoldRule('unfold', [8, 8], { kernel: 3 }),
  );
  bad<UnfoldShape<[1, 2, 3, 4, 5, 6], 3>>()(
    'unfold: input must be [N, C, ...] with 1 to 3 axes, got 6 dimensions (input [1, 2, 3, 4, 5, 6])',
    () => unfoldRule('unfold', [1, 2, 3, 4, 5, 6], { kernel: 3 }),
  );
  bad<UnfoldShape<[1, 3, 8, 8], [3, 9]>>()(
    'unfold: kernel width 9 is larger than the padded input width 8 (input [1, 3, 8, 8])',
    () => unfoldRule('unfold', [1, 3, 8, 8], { kernel: [3, 9] }),
  );
  bad<FoldShape<[1, 3, 6, 6], 8, 3>>()('fold: input must be [N, C*K, P], got 4 dimensions (input [1, 3, 6, 6])', () =>
    foldRule('fold', [1, 3, 6, 6], { outputSize: 8, kernel: 3 }),
  );
  bad<FoldShape<[1, 27, 36], [8, 2], 3>>()(
    'fold: kernel width 3 is larger than the padded output width 2 (input [1, 27, 36], output size [8, 2])',
    () => foldRule('fold', [1, 27, 36], { outputSize: [8, 2], kernel: 3 }),
  );
  bad<FoldShape<[1, 28, 36], 8, 3>>()(
    'fold: 28 rows are no multiple of the 9 cells of a kernel (input [1, 28, 36])',
    () => foldRule('fold', [1, 28, 36], { outputSize: 8, kernel: 3 }),
  );
  bad<FoldShape<[1, 27, 35], 8, 3>>()(
    'fold: input has 35 columns but the kernel has 36 places in the output (input [1, 27, 35], output size [8, 8])',
    () => foldRule('fold', [1, 27, 35], { outputSize: 8, kernel: 3 }),
  );
  bad<Positive<'fold', 'outputSize', [8, 0]>>()('fold: outputSize must be positive integers, got [8, 0]', () =>
    foldRule('fold', [1, 27, 35], { outputSize: [8, 0], kernel: 3 }),
  );
});

describe('matmul and linear', () => {
  bad<MatmulShape<[], [2, 3]>>()('matmul: a must be a vector or a matrix (a [])', () => matmulRule([], [2, 3]));
  bad<MatmulShape<[2, 3], []>>()('matmul: b must be a vector or a matrix (b [])', () => matmulRule([2, 3], []));
  bad<MatmulShape<[3], [3, 4], true>>()('matmul: a must be a matrix to be transposed (a [3])', () =>
    matmulRule([3], [3, 4], true),
  );
  bad<MatmulShape<[4, 3], [3], false, true>>()('matmul: b must be a matrix to be transposed (b [3])', () =>
    matmulRule([4, 3], [3], false, true),
  );
  bad<MatmulShape<[2, 3], [4, 5]>>()('matmul: inner dimensions 3 and 4 differ (a [2, 3], b [4, 5])', () =>
    matmulRule([2, 3], [4, 5]),
  );
  bad<MatmulShape<[2, 3], [3, 5], true, true>>()(
    'matmul: inner dimensions 2 and 5 differ (a [2, 3] transposed, b [3, 5] transposed)',
    () => matmulRule([2, 3], [3, 5], true, true),
  );
  bad<MatmulShape<[2, 1, 2, 3], [3, 6, 3, 5]>>()(
    'matmul: batch dimensions 2 and 3 do not broadcast (a [2, 1, 2, 3], b [3, 6, 3, 5])',
    () => matmulRule([2, 1, 2, 3], [3, 6, 3, 5]),
  );
  bad<LinearShape<[8, 5], [10, 4]>>()('linear: input has 5 features but weight [10, 4] expects 4 (input [8, 5])', () =>
    linearRule([8, 5], [10, 4]),
  );
  bad<LinearShape<[8, 5], [10]>>()('linear: weight must be [out, in], got 1 dimensions (weight [10])', () =>
    linearRule([8, 5], [10]),
  );
  bad<LinearShape<[], [10, 4]>>()('linear: input must be [..., in], got 0 dimensions (input [])', () =>
    linearRule([], [10, 4]),
  );
});

describe('prelu', () => {
  bad<PreluShape<[8, 3, 4], [4]>>()('prelu: weight must have shape [1] or [3], got [4] (input [8, 3, 4])', () =>
    preluRule([8, 3, 4], [4]),
  );
  bad<PreluShape<[8, 3, 4], [3, 1]>>()('prelu: weight must have shape [1] or [3], got [3, 1] (input [8, 3, 4])', () =>
    preluRule([8, 3, 4], [3, 1]),
  );
  bad<PreluShape<[8], [8]>>()('prelu: weight must have shape [1], got [8] (input [8])', () => preluRule([8], [8]));
  bad<PreluShape<[8], []>>()('prelu: weight must have shape [1], got [] (input [8])', () => preluRule([8], []));
});

describe('normalisations', () => {
  bad<ChannelNormShape<'batchNorm', [8]>>()('batchNorm: input must be [N, C, ...], got 1 dimensions (input [8])', () =>
    channelNormRule('batchNorm', [8]),
  );
  bad<ChannelNormShape<'batchNorm1d', [8, 3, 4, 5], '[N, C] or [N, C, W]', 2 | 3, 3>>()(
    'batchNorm1d: input must be [N, C] or [N, C, W], got 4 dimensions (input [8, 3, 4, 5])',
    () => channelNormRule('batchNorm1d', [8, 3, 4, 5], { wanted: '[N, C] or [N, C, W]', ranks: [2, 3], channels: 3 }),
  );
  bad<ChannelNormShape<'batchNorm2d', [8, 3, 4, 5], '[N, C, H, W]', 4, 6>>()(
    'batchNorm2d: input has 3 channels, expected 6 (input [8, 3, 4, 5])',
    () => channelNormRule('batchNorm2d', [8, 3, 4, 5], { wanted: '[N, C, H, W]', ranks: [4], channels: 6 }),
  );
  bad<GroupNormShape<'groupNorm', [8, 6, 5], 4>>()(
    'groupNorm: groups 4 must divide the 6 channels (input [8, 6, 5])',
    () => groupNormRule('groupNorm', [8, 6, 5], 4),
  );
  bad<GroupNormShape<'groupNorm', [8, 6, 5], 0>>()('groupNorm: groups must be a positive integer, got 0', () =>
    groupNormRule('groupNorm', [8, 6, 5], 0),
  );
  bad<LayerNormShape<[8, 6, 5], [6, 4]>>()('layerNorm: input must end in [6, 4], got [8, 6, 5]', () =>
    layerNormRule([8, 6, 5], [6, 4]),
  );
  bad<LayerNormShape<[5], [6, 5]>>()('layerNorm: input must end in [6, 5], got [5]', () => layerNormRule([5], [6, 5]));
  bad<LayerNormShape<[5], []>>()('layerNorm: normalizedShape must have a dimension, got []', () =>
    layerNormRule([5], []),
  );
  bad<OperandShape<'layerNorm', 'weight', [6], [6, 5]>>()('layerNorm: weight must have shape [6, 5], got [6]', () =>
    operandRule('layerNorm', 'weight', [6], [6, 5]),
  );
});

describe('broadcasting and equality', () => {
  bad<BroadcastShape<'add', [2, 3], [2, 4]>>()(
    'add: dimensions 3 and 4 do not broadcast (shapes [2, 3] and [2, 4])',
    () => broadcastRule('add', [2, 3], [2, 4]),
  );
  bad<BroadcastShape<'mul', [5, 2, 3], [4, 1, 1]>>()(
    'mul: dimensions 5 and 4 do not broadcast (shapes [5, 2, 3] and [4, 1, 1])',
    () => broadcastRule('mul', [5, 2, 3], [4, 1, 1]),
  );
  bad<BroadcastShape<'mul', [0], [2]>>()('mul: dimensions 0 and 2 do not broadcast (shapes [0] and [2])', () =>
    broadcastRule('mul', [0], [2]),
  );
  bad<SameShape<'mse', [2, 3], [2, 4]>>()('mse: shapes [2, 3] and [2, 4] differ in dimension 1 (3 and 4)', () =>
    sameRule('mse', [2, 3], [2, 4]),
  );
  bad<SameShape<'mse', [2, 3], [2]>>()('mse: shapes [2, 3] and [2] differ in rank', () => sameRule('mse', [2, 3], [2]));
});

describe('axes', () => {
  bad<AxisOf<'softmax', [2, 3], 2>>()('softmax: axis 2 is not an integer from -2 to 1 (input [2, 3])', () =>
    normalizeAxis('softmax', 2, 2, [2, 3]),
  );
  bad<AxisOf<'softmax', [2, 3], 0.5>>()('softmax: axis 0.5 is not an integer from -2 to 1 (input [2, 3])', () =>
    normalizeAxis('softmax', 0.5, 2, [2, 3]),
  );
  bad<AxisOf<'softmax', [], -1>>()('softmax: there is no axis -1, the input has no dimensions (input [])', () =>
    normalizeAxis('softmax', -1, 0, []),
  );
  bad<AxesOf<'sum', [2, 3, 4], [0, 3]>>()('sum: axis 3 is not an integer from -3 to 2 (input [2, 3, 4])', () =>
    normalizeAxes('sum', [0, 3], [2, 3, 4]),
  );
  bad<ReduceShape<'sum', [2, 3, 4], -4>>()('sum: axis -4 is not an integer from -3 to 2 (input [2, 3, 4])', () =>
    reduceRule('sum', [2, 3, 4], -4),
  );
  bad<ReduceShape<'mean', [2, 3, 4], [1, -2], true>>()('mean: axis 1 is given twice (input [2, 3, 4])', () =>
    reduceRule('mean', [2, 3, 4], [1, -2], true),
  );
  bad<PermuteShape<[2, 3, 4], [1, 0]>>()('permute: 2 axes for 3 dimensions (input [2, 3, 4])', () =>
    permuteRule([2, 3, 4], [1, 0]),
  );
  bad<PermuteShape<[2, 3, 4], [1, 0, 3]>>()('permute: axis 3 is not an integer from -3 to 2 (input [2, 3, 4])', () =>
    permuteRule([2, 3, 4], [1, 0, 3]),
  );
  bad<PermuteShape<[2, 3, 4], [1, 0, 1]>>()('permute: axis 1 is given twice (input [2, 3, 4])', () =>
    permuteRule([2, 3, 4], [1, 0, 1]),
  );
  bad<TransposeShape<[2, 3], 0, 2>>()('transpose: axis 2 is not an integer from -2 to 1 (input [2, 3])', () =>
    transposeRule([2, 3], 0, 2),
  );
  bad<TransposeShape<[2]>>()('transpose: axis -2 is not an integer from -1 to 0 (input [2])', () => transposeRule([2]));
  bad<FlattenShape<[5]>>()('flatten: axis 1 is not an integer from -1 to 0 (input [5])', () => flattenRule([5]));
});

describe('shapes', () => {
  bad<ValidShape<'zeros', [2, -3]>>()('zeros: dimension 1 must be a non-negative integer, got -3 (shape [2, -3])', () =>
    assertShape('zeros', [2, -3]),
  );
  bad<ValidShape<'zeros', [0.5]>>()('zeros: dimension 0 must be a non-negative integer, got 0.5 (shape [0.5])', () =>
    assertShape('zeros', [0.5]),
  );
  bad<ReshapeShape<[2, 3], [4, 2]>>()('reshape: [2, 3] has 6 elements but [4, 2] has 8', () =>
    reshapeRule([2, 3], [4, 2]),
  );
  bad<ReshapeShape<[2, 3], [4, -1]>>()(
    'reshape: the 6 elements of [2, 3] do not fill [4, -1], they are no multiple of 4',
    () => reshapeRule([2, 3], [4, -1]),
  );
  bad<ReshapeShape<[2, 3], [-1, -1]>>()('reshape: only one length can be -1 (to [-1, -1])', () =>
    reshapeRule([2, 3], [-1, -1]),
  );
  bad<ReshapeShape<[0, 3], [0, -1]>>()('reshape: -1 could be any length beside a 0 ([0, 3] to [0, -1])', () =>
    reshapeRule([0, 3], [0, -1]),
  );
  bad<ReshapeShape<[2, 3], [3, -2]>>()(
    'reshape: dimension 1 must be a non-negative integer or -1, got -2 (to [3, -2])',
    () => reshapeRule([2, 3], [3, -2]),
  );
  bad<ConcatShape<[], 0>>()('concat: there is nothing to concatenate', () => concatRule([], 0));
  bad<ConcatShape<[[2, 3], [2, 3, 4]], 0>>()('concat: shapes [2, 3] and [2, 3, 4] differ in rank', () =>
    concatRule(
      [
        [2, 3],
        [2, 3, 4],
      ],
      0,
    ),
  );
  bad<ConcatShape<[[2, 3], [2, 4], [5, 7]], 1>>()(
    'concat: shapes [2, 7] and [5, 7] differ in dimension 0 (2 and 5), not only along axis 1',
    () =>
      concatRule(
        [
          [2, 3],
          [2, 4],
          [5, 7],
        ],
        1,
      ),
  );
  bad<ConcatShape<[[2, 3]], -3>>()('concat: axis -3 is not an integer from -2 to 1 (input [2, 3])', () =>
    concatRule([[2, 3]], -3),
  );
  bad<PadShape<[2, 3], [[1, 1]]>>()('pad: 1 pairs for 2 dimensions (input [2, 3])', () => padRule([2, 3], [[1, 1]]));
  bad<PadShape<[2, 3], [[1, 1], [0, -1]]>>()(
    'pad: dimension 1 needs two non-negative integers, got [0, -1] (input [2, 3])',
    () =>
      padRule(
        [2, 3],
        [
          [1, 1],
          [0, -1],
        ],
      ),
  );
});

describe('pad', () => {
  bad<PadShape<[2, 3], [[0, 1], [3, 0]], 'reflect'>>()(
    "pad: mode 'reflect' pads fewer cells than the 3 of dimension 1, got [3, 0] (input [2, 3])",
    () =>
      padRule(
        [2, 3],
        [
          [0, 1],
          [3, 0],
        ],
        'reflect',
      ),
  );
  bad<PadShape<[2, 3], [[2, 3], [0, 0]], 'circular'>>()(
    "pad: mode 'circular' pads at most the 2 cells of dimension 0, got [2, 3] (input [2, 3])",
    () =>
      padRule(
        [2, 3],
        [
          [2, 3],
          [0, 0],
        ],
        'circular',
      ),
  );
  bad<PadShape<[0, 3], [[0, 1], [0, 0]], 'replicate'>>()(
    "pad: mode 'replicate' finds no cell to repeat in dimension 0, got [0, 1] (input [0, 3])",
    () =>
      padRule(
        [0, 3],
        [
          [0, 1],
          [0, 0],
        ],
        'replicate',
      ),
  );
});

describe('adaptive pools', () => {
  bad<AdaptivePoolShape<'adaptiveAvgPool2d', 2, [3, 4, 4], 2>>()(
    'adaptiveAvgPool2d: input must be [N, C, H, W], got 3 dimensions (input [3, 4, 4])',
    () => adaptivePoolRule('adaptiveAvgPool2d', [3, 4, 4], 2),
  );
  bad<AdaptivePoolShape<'adaptiveMaxPool3d', 3, [1, 3, 0, 4, 4], 2>>()(
    'adaptiveMaxPool3d: input depth is 0 (input [1, 3, 0, 4, 4])',
    () => adaptivePoolRule('adaptiveMaxPool3d', [1, 3, 0, 4, 4], 2, 3),
  );
});

describe('maxUnpool', () => {
  const of = (x: number[], indices: number[], options: Parameters<typeof unpoolRule>[3]) => () =>
    unpoolRule('maxUnpool2d', x, indices, options);
  bad<UnpoolShape<'maxUnpool2d', 2, [3, 4, 4], [3, 4, 4], 2>>()(
    'maxUnpool2d: input must be [N, C, H, W], got 3 dimensions (input [3, 4, 4])',
    of([3, 4, 4], [3, 4, 4], { kernel: 2 }),
  );
  bad<UnpoolShape<'maxUnpool2d', 2, [1, 3, 4, 4], [1, 3, 4, 5], 2>>()(
    'maxUnpool2d: shapes [1, 3, 4, 4] and [1, 3, 4, 5] differ in dimension 3 (4 and 5)',
    of([1, 3, 4, 4], [1, 3, 4, 5], { kernel: 2 }),
  );
  bad<UnpoolShape<'maxUnpool2d', 2, [1, 3, 4, 4], [1, 3, 4, 4]>>()(
    'maxUnpool2d: neither kernel nor outputSize is given (input [1, 3, 4, 4])',
    of([1, 3, 4, 4], [1, 3, 4, 4], {}),
  );
  bad<UnpoolShape<'maxUnpool2d', 2, [1, 3, 4, 4], [1, 3, 4, 4], 2, 2, 0, 8>>()(
    'maxUnpool2d: kernel and outputSize are both given (input [1, 3, 4, 4])',
    of([1, 3, 4, 4], [1, 3, 4, 4], { kernel: 2, outputSize: 8 }),
  );
  bad<UnpoolShape<'maxUnpool2d', 2, [1, 3, 0, 4], [1, 3, 0, 4], 2>>()(
    'maxUnpool2d: input height is 0 (input [1, 3, 0, 4])',
    of([1, 3, 0, 4], [1, 3, 0, 4], { kernel: 2 }),
  );
  bad<UnpoolShape<'maxUnpool2d', 2, [1, 3, 4, 1], [1, 3, 4, 1], 2, 2, 1>>()(
    'maxUnpool2d: padding takes all 2 cells of the output width (input [1, 3, 4, 1])',
    of([1, 3, 4, 1], [1, 3, 4, 1], { kernel: 2, padding: 1 }),
  );
});

describe('upsample', () => {
  bad<UpsampleShape<[2, 3], 2>>()(
    'upsample: input must be [N, C, ...] with 1 to 3 axes, got 2 dimensions (input [2, 3])',
    () => upsampleRule([2, 3], { size: 2 }),
  );
  bad<UpsampleShape<[], 2>>()('upsample: input must be [N, C, ...] with 1 to 3 axes, got 0 dimensions (input [])', () =>
    upsampleRule([], { size: 2 }),
  );
  bad<UpsampleShape<[2, 3, 4]>>()('upsample: neither size nor scale is given (input [2, 3, 4])', () =>
    upsampleRule([2, 3, 4], {}),
  );
  bad<UpsampleShape<[2, 3, 4], 8, 2>>()('upsample: size and scale are both given (input [2, 3, 4])', () =>
    upsampleRule([2, 3, 4], { size: 8, scale: 2 }),
  );
  bad<UpsampleShape<[2, 3, 4], readonly [8, 8]>>()('upsample: size must be one number or a list of 1, got [8, 8]', () =>
    upsampleRule([2, 3, 4], { size: [8, 8] }),
  );
  bad<UpsampleShape<[2, 3, 4, 0], undefined, 2>>()('upsample: input width is 0 (input [2, 3, 4, 0])', () =>
    upsampleRule([2, 3, 4, 0], { scale: 2 }),
  );
});

describe('pixelShuffle', () => {
  bad<PixelShuffleShape<[2, 3], 2>>()(
    'pixelShuffle: input must be [N, C, ...] with 1 to 3 axes, got 2 dimensions (input [2, 3])',
    () => pixelShuffleRule([2, 3], 2),
  );
  bad<PixelShuffleShape<[1, 6, 5, 7], 2>>()(
    'pixelShuffle: 6 channels are no multiple of 4, the cells of factor 2 (input [1, 6, 5, 7])',
    () => pixelShuffleRule([1, 6, 5, 7], 2),
  );
  bad<PixelUnshuffleShape<[1, 1, 1, 1, 1, 1], 2>>()(
    'pixelUnshuffle: input must be [N, C, ...] with 1 to 3 axes, got 6 dimensions (input [1, 1, 1, 1, 1, 1])',
    () => pixelUnshuffleRule([1, 1, 1, 1, 1, 1], 2),
  );
  bad<PixelUnshuffleShape<[1, 6, 4, 7], 2>>()(
    'pixelUnshuffle: width 7 is no multiple of factor 2 (input [1, 6, 4, 7])',
    () => pixelUnshuffleRule([1, 6, 4, 7], 2),
  );
  bad<Positive<'pixelShuffle', 'factor', 0>>()('pixelShuffle: factor must be a positive integer, got 0', () =>
    pixelShuffleRule([1, 6, 4, 7], 0),
  );
});

describe('gather', () => {
  bad<GatherShape<[2, 3], [4], 2>>()('gather: axis 2 is not an integer from -2 to 1 (input [2, 3])', () =>
    gatherRule([2, 3], [4], 2),
  );
  bad<GatherShape<[], [4]>>()('gather: there is no axis 0, the input has no dimensions (input [])', () =>
    gatherRule([], [4]),
  );
});

describe('slice', () => {
  bad<SliceShape<[2, 3], [null, null, null]>>()('slice: 3 ranges for 2 dimensions (input [2, 3])', () =>
    sliceRule([2, 3], [null, null, null]),
  );
  bad<SliceShape<[2, 3], [null, [0, 4]]>>()(
    'slice: end 4 is not an integer from -3 to 3 (dimension 1 of input [2, 3])',
    () => sliceRule([2, 3], [null, [0, 4]]),
  );
  bad<SliceShape<[2, 3], [[-3, 2]]>>()(
    'slice: start -3 is not an integer from -2 to 2 (dimension 0 of input [2, 3])',
    () => sliceRule([2, 3], [[-3, 2]]),
  );
  bad<SliceShape<[2, 3], [[0.5, 2]]>>()(
    'slice: start 0.5 is not an integer from -2 to 2 (dimension 0 of input [2, 3])',
    () => sliceRule([2, 3], [[0.5, 2]]),
  );
  bad<SliceShape<[2, 9], [null, [5, -6]]>>()('slice: start 5 is after end -6 (dimension 1 of input [2, 9])', () =>
    sliceRule([2, 9], [null, [5, -6]]),
  );
  bad<SliceShape<[2, 9], [null, [0, 9, 0]]>>()(
    'slice: step must be a positive integer, got 0 (dimension 1 of input [2, 9])',
    () => sliceRule([2, 9], [null, [0, 9, 0]]),
  );
});
