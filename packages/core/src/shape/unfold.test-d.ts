import { expectTypeOf, test } from 'vitest';
import type { UnfoldShape } from './unfold.ts';

test('literals', () => {
  expectTypeOf<UnfoldShape<[2, 3, 8, 9], [3, 2], 2, 1>>().toEqualTypeOf<[2, 18, 20]>();
  expectTypeOf<UnfoldShape<[2, 3, 8, 8], 3, 1, 'same', 2>>().toEqualTypeOf<[2, 27, 64]>();
});

test('what is not known is number', () => {
  expectTypeOf<UnfoldShape<['N', number, 8, 8], 3>>().toEqualTypeOf<['N', number, 36]>();
  expectTypeOf<UnfoldShape<['N', 3, 8, 'W'], 3>>().toEqualTypeOf<['N', 27, number]>();
  expectTypeOf<UnfoldShape<[1, 3, 8, 8], number>>().toEqualTypeOf<[1, number, number]>();
  expectTypeOf<UnfoldShape<number[], 3>>().toEqualTypeOf<[number, number, number]>();
});
