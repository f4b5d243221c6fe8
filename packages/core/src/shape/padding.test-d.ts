import { expectTypeOf, test } from 'vitest';
import type { Padding2d, PadsAt } from './padding.ts';

test('PadsAt', () => {
  expectTypeOf<PadsAt<2, 0>>().toEqualTypeOf<[2, 2]>();
  expectTypeOf<PadsAt<readonly [1, 2], 0>>().toEqualTypeOf<[1, 1]>();
  expectTypeOf<PadsAt<[1, 2], 1>>().toEqualTypeOf<[2, 2]>();
  expectTypeOf<PadsAt<readonly [readonly [1, 2], readonly [3, 4]], 1>>().toEqualTypeOf<[3, 4]>();
  expectTypeOf<PadsAt<'valid', 1>>().toEqualTypeOf<[0, 0]>();
  expectTypeOf<PadsAt<'same', 1>>().toEqualTypeOf<'same'>();
  expectTypeOf<PadsAt<number, 0>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PadsAt<[1, [number, 2]], 1>>().toEqualTypeOf<[number, 2]>();
  expectTypeOf<PadsAt<Padding2d, 0>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PadsAt<'same' | 1, 0>>().toEqualTypeOf<[number, number]>();
  // Reported at the option; here it is not known.
  expectTypeOf<PadsAt<-1, 0>>().toEqualTypeOf<[number, number]>();
});
