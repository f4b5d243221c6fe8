import { expectTypeOf, test } from 'vitest';
import type { PoolShape } from './pool.ts';

test('literals', () => {
  expectTypeOf<PoolShape<'maxPool2d', 2, [8, 64, 112, 112], 3, 2, 1>>().toEqualTypeOf<[8, 64, 56, 56]>();
  expectTypeOf<PoolShape<'maxPool2d', 2, [1, 3, 7, 9], [2, 3]>>().toEqualTypeOf<[1, 3, 3, 3]>();
  expectTypeOf<PoolShape<'maxPool2d', 2, [1, 1, 7, 8], 2, 2, 0, 1, true>>().toEqualTypeOf<[1, 1, 4, 4]>();
  expectTypeOf<PoolShape<'maxPool2d', 2, [1, 1, 3, 4], 2, 2, 1, 1, true>>().toEqualTypeOf<[1, 1, 2, 3]>();
  expectTypeOf<PoolShape<'avgPool2d', 2, [1, 1, 7, 8], 3, 2, 'same', 1, true>>().toEqualTypeOf<[1, 1, 4, 4]>();
});

test('what is not known is number', () => {
  expectTypeOf<PoolShape<'maxPool2d', 2, ['N', 'C', 7, number], 2>>().toEqualTypeOf<['N', 'C', 3, number]>();
  expectTypeOf<PoolShape<'maxPool2d', 2, [1, 1, 7, 8], number>>().toEqualTypeOf<[1, 1, number, number]>();
  expectTypeOf<PoolShape<'maxPool2d', 2, [1, 1, 7, 8], 2, 2, 0, 1, boolean>>().toEqualTypeOf<[1, 1, number, number]>();
  expectTypeOf<PoolShape<'maxPool2d', 2, [1, 1, 7, 8], 2, 2, [number, 1], 1, true>>().toEqualTypeOf<
    [1, 1, number, 5]
  >();
  expectTypeOf<PoolShape<'maxPool2d', 2, number[], 2>>().toEqualTypeOf<[number, number, number, number]>();
  expectTypeOf<PoolShape<'maxPool2d', 2, any, 2>>().toEqualTypeOf<[number, number, number, number]>();
  expectTypeOf<PoolShape<'maxPool2d', 2, [1, 1, 7, 8], 0>>().toEqualTypeOf<[1, 1, number, number]>();
});
