import { expectTypeOf, test } from 'vitest';
import type { FoldShape } from './fold.ts';

test('literals', () => {
  expectTypeOf<FoldShape<[2, 27, 36], 8, 3>>().toEqualTypeOf<[2, 3, 8, 8]>();
  expectTypeOf<FoldShape<[2, 18, 20], readonly [8, 9], readonly [3, 2], 2, 1>>().toEqualTypeOf<[2, 3, 8, 9]>();
});

test('what is not known is number', () => {
  expectTypeOf<FoldShape<['N', 27, number], 8, 3>>().toEqualTypeOf<['N', 3, 8, 8]>();
  expectTypeOf<FoldShape<['N', number, 36], 8, 3>>().toEqualTypeOf<['N', number, 8, 8]>();
  expectTypeOf<FoldShape<[2, 27, 36], number, 3>>().toEqualTypeOf<[2, 3, number, number]>();
  expectTypeOf<FoldShape<[2, 27, 36], 8, number>>().toEqualTypeOf<[2, number, 8, 8]>();
  expectTypeOf<FoldShape<number[], 8, 3>>().toEqualTypeOf<[number, number, 8, 8]>();
  expectTypeOf<FoldShape<[2, 27, 36], 0, 3>>().toEqualTypeOf<[2, 3, number, number]>();
});
