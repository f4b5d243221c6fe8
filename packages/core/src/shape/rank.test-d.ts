import { expectTypeOf, test } from 'vitest';
import type { OfRank4 } from './rank.ts';

test('OfRank4', () => {
  expectTypeOf<OfRank4<['N', 3, 8, 8]>>().toEqualTypeOf<['N', 3, 8, 8]>();
  expectTypeOf<OfRank4<[3, 8, 8]>>().toEqualTypeOf<false>();
  expectTypeOf<OfRank4<number[]>>().toEqualTypeOf<[number, number, number, number]>();
  expectTypeOf<OfRank4<any>>().toEqualTypeOf<[number, number, number, number]>();
});
