import { expectTypeOf, test } from 'vitest';
import type { ConvShape } from './conv.ts';
import type { Padding2d } from './padding.ts';
import type { PerAxis2 } from './rule.ts';

test('literals', () => {
  expectTypeOf<ConvShape<2, [1, 3, 224, 224], [64, 3, 7, 7], 2, 3>>().toEqualTypeOf<[1, 64, 112, 112]>();
  expectTypeOf<ConvShape<2, [8, 3, 32, 32], [64, 3, 3, 3]>>().toEqualTypeOf<[8, 64, 30, 30]>();
  expectTypeOf<ConvShape<2, [1, 3, 7, 7], [64, 3, 3, 3], 2, 'same'>>().toEqualTypeOf<[1, 64, 4, 4]>();
  expectTypeOf<ConvShape<2, [1, 3, 7, 7], [64, 3, 3, 3], 1, 'valid', 2>>().toEqualTypeOf<[1, 64, 3, 3]>();
  expectTypeOf<ConvShape<2, [1, 4, 9, 12], [6, 2, 3, 5], [2, 1], [[0, 1], [2, 3]], [3, 2], 2>>().toEqualTypeOf<
    [1, 6, 2, 9]
  >();
  expectTypeOf<ConvShape<2, [0, 32, 8, 8], [32, 1, 3, 3], 1, 1, 1, 32>>().toEqualTypeOf<[0, 32, 8, 8]>();
  expectTypeOf<
    ConvShape<2, readonly [1, 3, 7, 7], readonly [64, 3, 3, 3], readonly [1, 2], readonly [1, 0]>
  >().toEqualTypeOf<[1, 64, 7, 3]>();
});

test('what is not known is number, and nothing is said about it', () => {
  expectTypeOf<ConvShape<2, [number, 3, 224, 224], [64, 3, 7, 7], 2, 3>>().toEqualTypeOf<[number, 64, 112, 112]>();
  expectTypeOf<ConvShape<2, ['N', 3, 224, 'W'], [64, 3, 7, 7]>>().toEqualTypeOf<['N', 64, 218, number]>();
  expectTypeOf<ConvShape<2, ['N', 'C', 9, 9], ['O', 5, 3, 3]>>().toEqualTypeOf<['N', 'O', 7, 7]>();
  expectTypeOf<ConvShape<2, [1, number, 9, 9], [8, 5, 3, 3]>>().toEqualTypeOf<[1, 8, 7, 7]>();
  expectTypeOf<ConvShape<2, [1, 3, 7 | 9, 8], [64, 3, 3, 3]>>().toEqualTypeOf<[1, 64, number, 6]>();
  expectTypeOf<ConvShape<2, [1, 3 | 4, 9, 8], [64, 3, 3, 3]>>().toEqualTypeOf<[1, 64, 7, 6]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], [64, 3, number, 3]>>().toEqualTypeOf<[1, 64, number, 7]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], [64, 3, 3, 3], number>>().toEqualTypeOf<[1, 64, number, number]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], [64, 3, 3, 3], PerAxis2, Padding2d>>().toEqualTypeOf<
    [1, 64, number, number]
  >();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], [64, 3, 3, 3], [1, number], [0, number]>>().toEqualTypeOf<
    [1, 64, 7, number]
  >();
  expectTypeOf<ConvShape<2, [1, 4, 9, 9], [64, 3, 3, 3], 1, 0, 1, number>>().toEqualTypeOf<[1, 64, 7, 7]>();
});

test('shapes of unknown rank', () => {
  expectTypeOf<ConvShape<2, number[], [64, 3, 3, 3]>>().toEqualTypeOf<[number, 64, number, number]>();
  expectTypeOf<ConvShape<2, any, [64, 3, 3, 3]>>().toEqualTypeOf<[number, 64, number, number]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], number[]>>().toEqualTypeOf<[1, number, number, number]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], any>>().toEqualTypeOf<[1, number, number, number]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9] | [3, 9, 9], [64, 3, 3, 3]>>().toEqualTypeOf<[number, 64, number, number]>();
});

test('options that are wrong by themselves are reported at the option, not here', () => {
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], [64, 3, 3, 3], 0>>().toEqualTypeOf<[1, 64, number, number]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], [64, 3, 3, 3], 1, -1>>().toEqualTypeOf<[1, 64, number, number]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], [64, 3, 3, 3], 1, 0, [1, 0.5]>>().toEqualTypeOf<[1, 64, 7, number]>();
  expectTypeOf<ConvShape<2, [1, 3, 9, 9], [64, 3, 3, 3], 1, 0, 1, 0>>().toEqualTypeOf<[1, 64, 7, 7]>();
});

test('a sentence says ? for what it does not know', () => {
  expectTypeOf<
    ConvShape<2, ['N', 4, number, 32], [64, 3, 3, 3]>
  >().toEqualTypeOf<'conv2d: input has 4 channels but weight [64, 3, 3, 3] with groups 1 expects 3 (input [N, 4, ?, 32])'>();
  expectTypeOf<
    ConvShape<2, [1, 3, 7, number], [number, 3, 9, 3]>
  >().toEqualTypeOf<'conv2d: kernel height 9 is larger than the padded input height 7 (input [1, 3, 7, ?], weight [?, 3, 9, 3])'>();
});

test('large sizes', () => {
  expectTypeOf<ConvShape<2, [1, 65536, 65536, 65536], [1, 65536, 65536, 65536]>>().toEqualTypeOf<[1, 1, 1, 1]>();
});
