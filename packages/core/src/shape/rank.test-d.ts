import { expectTypeOf, test } from 'vitest';
import type { OfImage } from './rank.ts';

test('OfImage', () => {
  expectTypeOf<OfImage<['N', 3, 8, 8], 2>>().toEqualTypeOf<['N', 3, 8, 8]>();
  expectTypeOf<OfImage<[3, 8, 8], 2>>().toEqualTypeOf<false>();
  expectTypeOf<OfImage<number[], 2>>().toEqualTypeOf<[number, number, number, number]>();
  expectTypeOf<OfImage<any, 2>>().toEqualTypeOf<[number, number, number, number]>();
});
