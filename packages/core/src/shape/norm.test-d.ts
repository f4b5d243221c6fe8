import { expectTypeOf, test } from 'vitest';
import type { ChannelNormShape, GroupNormShape, LayerNormShape } from './norm.ts';
import type { OperandShape } from './operand.ts';

test('ChannelNormShape leaves the shape as it is', () => {
  expectTypeOf<ChannelNormShape<'batchNorm', ['N', 3, 8, 8]>>().toEqualTypeOf<['N', 3, 8, 8]>();
  expectTypeOf<ChannelNormShape<'batchNorm', number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<ChannelNormShape<'batchNorm', any>>().toEqualTypeOf<any>();
  expectTypeOf<ChannelNormShape<'batchNorm2d', [8, number, 4, 4], '[N, C, H, W]', 4, 3>>().toEqualTypeOf<
    [8, number, 4, 4]
  >();
  expectTypeOf<ChannelNormShape<'batchNorm2d', [8, 3, 4, 4], '[N, C, H, W]', 4, number>>().toEqualTypeOf<
    [8, 3, 4, 4]
  >();
});

test('GroupNormShape knows what divides', () => {
  expectTypeOf<GroupNormShape<'groupNorm', ['N', 6, 8], 3>>().toEqualTypeOf<['N', 6, 8]>();
  expectTypeOf<GroupNormShape<'groupNorm', ['N', 'C', 8], 3>>().toEqualTypeOf<['N', 'C', 8]>();
  expectTypeOf<GroupNormShape<'groupNorm', ['N', 6, 8], number>>().toEqualTypeOf<['N', 6, 8]>();
  expectTypeOf<GroupNormShape<'groupNorm', number[], 3>>().toEqualTypeOf<number[]>();
  expectTypeOf<
    GroupNormShape<'groupNorm', [8], 3>
  >().toEqualTypeOf<'groupNorm: input must be [N, C, ...], got 1 dimensions (input [8])'>();
});

test('LayerNormShape looks at the end', () => {
  expectTypeOf<LayerNormShape<['N', 6, 8], [8]>>().toEqualTypeOf<['N', 6, 8]>();
  expectTypeOf<LayerNormShape<['N', 6, 8], readonly [6, 8]>>().toEqualTypeOf<['N', 6, 8]>();
  expectTypeOf<LayerNormShape<['N', number], [8]>>().toEqualTypeOf<['N', number]>();
  expectTypeOf<LayerNormShape<['N', 6], number[]>>().toEqualTypeOf<['N', 6]>();
  expectTypeOf<LayerNormShape<number[], [8]>>().toEqualTypeOf<number[]>();
});

test('OperandShape', () => {
  expectTypeOf<OperandShape<'batchNorm', 'weight', [number], [6]>>().toEqualTypeOf<[6]>();
  expectTypeOf<OperandShape<'batchNorm', 'weight', number[], [6]>>().toEqualTypeOf<[6]>();
  expectTypeOf<
    OperandShape<'batchNorm', 'weight', [5], [6]>
  >().toEqualTypeOf<'batchNorm: weight must have shape [6], got [5]'>();
});
