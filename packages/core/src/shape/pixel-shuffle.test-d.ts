import { expectTypeOf, test } from 'vitest';
import type { PixelShuffleShape, PixelUnshuffleShape } from './pixel-shuffle.ts';

test('channels become cells, and cells channels', () => {
  expectTypeOf<PixelShuffleShape<[8, 12, 5, 7], 2>>().toEqualTypeOf<[8, 3, 10, 14]>();
  expectTypeOf<PixelShuffleShape<readonly [8, 6, 5], 3>>().toEqualTypeOf<[8, 2, 15]>();
  expectTypeOf<PixelShuffleShape<[8, 8, 1, 2, 3], 2>>().toEqualTypeOf<[8, 1, 2, 4, 6]>();
  expectTypeOf<PixelUnshuffleShape<[8, 3, 10, 14], 2>>().toEqualTypeOf<[8, 12, 5, 7]>();
  expectTypeOf<PixelUnshuffleShape<[8, 1, 2, 4, 6], 2>>().toEqualTypeOf<[8, 8, 1, 2, 3]>();
});

test('what is not known', () => {
  expectTypeOf<PixelShuffleShape<['N', number, 5, 'W'], 2>>().toEqualTypeOf<['N', number, 10, number]>();
  expectTypeOf<PixelShuffleShape<[8, 12, 5, 7], number>>().toEqualTypeOf<[8, number, number, number]>();
  expectTypeOf<PixelUnshuffleShape<['N', 'C', 6, 'W'], 2>>().toEqualTypeOf<['N', number, 3, number]>();
  expectTypeOf<PixelUnshuffleShape<[8, 3, 10, 15], number>>().toEqualTypeOf<[8, number, number, number]>();
  expectTypeOf<PixelShuffleShape<number[], 2>>().toEqualTypeOf<number[]>();
  expectTypeOf<PixelUnshuffleShape<any, 2>>().toEqualTypeOf<number[]>();
});
