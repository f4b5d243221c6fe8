import { expectTypeOf, test } from 'vitest';
import type { Range, SliceShape } from './slice.ts';

test('literals', () => {
  expectTypeOf<SliceShape<[8, 10, 10, 10, 7], [null, [2, 5], [-3, 10], [1, -1, 3]]>>().toEqualTypeOf<[8, 3, 3, 3, 7]>();
  expectTypeOf<SliceShape<readonly [8], readonly [readonly [3, 3]]>>().toEqualTypeOf<[0]>();
  expectTypeOf<SliceShape<[2, 3], []>>().toEqualTypeOf<[2, 3]>();
});

test('what is not known', () => {
  expectTypeOf<SliceShape<['N', 10], [null, [2, 5]]>>().toEqualTypeOf<['N', 3]>();
  // Positions from the front say how long the result is, whatever the dimension is.
  expectTypeOf<SliceShape<['N', 10], [[2, 5]]>>().toEqualTypeOf<[3, 10]>();
  expectTypeOf<SliceShape<['N', 10], [[-3, -1]]>>().toEqualTypeOf<[number, 10]>();
  expectTypeOf<SliceShape<[8, 10], [[number, 5], [0, 9, number]]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<SliceShape<[8, 10], [Range]>>().toEqualTypeOf<[number, 10]>();
  expectTypeOf<SliceShape<[8, 10], Range[]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<SliceShape<number[], [[0, 3]]>>().toEqualTypeOf<number[]>();
  expectTypeOf<SliceShape<any, [[0, 3]]>>().toEqualTypeOf<number[]>();
});
