import { expectTypeOf, test } from 'vitest';
import type { ConvTransposeShape } from './conv-transpose.ts';

test('literals', () => {
  expectTypeOf<ConvTransposeShape<2, [8, 512, 4, 4], [512, 256, 4, 4], 2, 1>>().toEqualTypeOf<[8, 256, 8, 8]>();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 7, 7], [4, 3, 3, 3], 2, 1, 1, [1, 0], 2>>().toEqualTypeOf<[1, 6, 14, 13]>();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 7, 7], [4, 3, 3, 3], 1, 0, 3, 2>>().toEqualTypeOf<[1, 3, 15, 15]>();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 5, 6], [4, 3, 3, 3], [2, 3], 'same'>>().toEqualTypeOf<[1, 3, 10, 18]>();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 5, 6], [4, 3, 3, 3], 1, 'valid'>>().toEqualTypeOf<[1, 3, 7, 8]>();
});

test('what is not known is number', () => {
  expectTypeOf<ConvTransposeShape<2, ['N', 4, 7, 'W'], [4, 3, 3, 3], 2>>().toEqualTypeOf<['N', 3, 15, number]>();
  expectTypeOf<ConvTransposeShape<2, [1, number, 7, 7], [4, 'O', 3, 3]>>().toEqualTypeOf<[1, 'O', 9, 9]>();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 7, 7], [4, 3, 3, 3], 1, 0, 1, 0, number>>().toEqualTypeOf<
    [1, number, 9, 9]
  >();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 7, 7], [4, 3, 3, 3], number>>().toEqualTypeOf<[1, 3, number, number]>();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 7, 7], [4, 3, 3, 3], 1, number>>().toEqualTypeOf<[1, 3, number, number]>();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 7, 7], [4, 3, 3, 3], 2, 0, 1, number>>().toEqualTypeOf<
    [1, 3, number, number]
  >();
  expectTypeOf<ConvTransposeShape<2, [1, 4, 7, 7], [4, 3, 3, 3], 2, 'same', 1, number>>().toEqualTypeOf<
    [1, 3, 14, 14]
  >();
  expectTypeOf<ConvTransposeShape<2, number[], [4, 3, 3, 3]>>().toEqualTypeOf<[number, 3, number, number]>();
  expectTypeOf<ConvTransposeShape<2, any, any>>().toEqualTypeOf<[number, number, number, number]>();
});
