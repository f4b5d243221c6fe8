import { expectTypeOf, test } from 'vitest';
import type { GatherShape } from './gather.ts';

test('the dimensions of the indices take the place of the axis', () => {
  expectTypeOf<GatherShape<[8, 3, 5], [2, 4], 1>>().toEqualTypeOf<[8, 2, 4, 5]>();
  expectTypeOf<GatherShape<readonly [8, 3, 5], readonly [7]>>().toEqualTypeOf<[7, 3, 5]>();
  expectTypeOf<GatherShape<[8, 3, 5], [], -1>>().toEqualTypeOf<[8, 3]>();
});

test('what is not known', () => {
  expectTypeOf<GatherShape<['N', 3], [number, 'T'], 1>>().toEqualTypeOf<['N', number, 'T']>();
  expectTypeOf<GatherShape<[8, 3, 5], [2, 4], number>>().toEqualTypeOf<[number, number, number, number]>();
  expectTypeOf<GatherShape<[8, 3], [2], 0 | 1>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<GatherShape<number[], [2], 1>>().toEqualTypeOf<number[]>();
  expectTypeOf<GatherShape<[8, 3], number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<GatherShape<any, [2]>>().toEqualTypeOf<number[]>();
});
