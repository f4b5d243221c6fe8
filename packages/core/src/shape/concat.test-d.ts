import { expectTypeOf, test } from 'vitest';
import type { ConcatShape } from './concat.ts';

test('literals', () => {
  expectTypeOf<ConcatShape<[[8, 3, 4], [8, 5, 4], [8, 0, 4]], 1>>().toEqualTypeOf<[8, 8, 4]>();
  expectTypeOf<ConcatShape<readonly [readonly [8, 3], readonly [8, 5]], -1>>().toEqualTypeOf<[8, 8]>();
  expectTypeOf<ConcatShape<[readonly [8, 3]], 0>>().toEqualTypeOf<[8, 3]>();
});

test('what is not known', () => {
  expectTypeOf<ConcatShape<[['N', 3], [8, 5]], 1>>().toEqualTypeOf<[8, 8]>();
  expectTypeOf<ConcatShape<[['N', 3], ['N', 5]], 1>>().toEqualTypeOf<['N', 8]>();
  expectTypeOf<ConcatShape<[['N', 3], ['N', 3]], 0>>().toEqualTypeOf<[number, 3]>();
  expectTypeOf<ConcatShape<[[8, number], [8, 5]], 1>>().toEqualTypeOf<[8, number]>();
  expectTypeOf<ConcatShape<[[8, 3], [8, 5]], number>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<ConcatShape<[[8, 3], number[]], 1>>().toEqualTypeOf<number[]>();
  expectTypeOf<ConcatShape<[any, [8, 3]], 1>>().toEqualTypeOf<number[]>();
  expectTypeOf<ConcatShape<[8, 3][], 1>>().toEqualTypeOf<number[]>();
});
