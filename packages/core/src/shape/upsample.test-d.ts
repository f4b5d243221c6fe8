import { expectTypeOf, test } from 'vitest';
import type { UpsampleShape } from './upsample.ts';

test('the lengths given, or those of the input times the scale', () => {
  expectTypeOf<UpsampleShape<[8, 3, 5], 7>>().toEqualTypeOf<[8, 3, 7]>();
  expectTypeOf<UpsampleShape<[8, 3, 5, 6], [7, 4]>>().toEqualTypeOf<[8, 3, 7, 4]>();
  expectTypeOf<UpsampleShape<readonly [8, 3, 5, 6], undefined, readonly [2, 3]>>().toEqualTypeOf<[8, 3, 10, 18]>();
  expectTypeOf<UpsampleShape<[8, 3, 5, 6, 7], undefined, 2>>().toEqualTypeOf<[8, 3, 10, 12, 14]>();
});

test('what is not known', () => {
  expectTypeOf<UpsampleShape<['N', number, 5, 'W'], undefined, [2, 1]>>().toEqualTypeOf<['N', number, 10, 'W']>();
  expectTypeOf<UpsampleShape<['N', 3, 5, 'W'], undefined, 2>>().toEqualTypeOf<['N', 3, 10, number]>();
  expectTypeOf<UpsampleShape<[8, 3, 5, 6], number>>().toEqualTypeOf<[8, 3, number, number]>();
  expectTypeOf<UpsampleShape<[8, 3, 5, 6], undefined, [number, 2]>>().toEqualTypeOf<[8, 3, number, 12]>();
  expectTypeOf<UpsampleShape<[8, 3, 5, 6], number[]>>().toEqualTypeOf<[8, 3, number, number]>();
  expectTypeOf<UpsampleShape<number[], 7>>().toEqualTypeOf<number[]>();
  expectTypeOf<UpsampleShape<any, 7>>().toEqualTypeOf<number[]>();
});
