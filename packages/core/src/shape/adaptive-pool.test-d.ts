import { expectTypeOf, test } from 'vitest';
import type { AdaptivePoolShape } from './adaptive-pool.ts';

type Pool2d<X extends readonly (number | string)[], Size> = AdaptivePoolShape<'adaptiveAvgPool2d', 2, X, Size>;

test('AdaptivePoolShape', () => {
  expectTypeOf<Pool2d<[8, 3, 14, 9], 7>>().toEqualTypeOf<[8, 3, 7, 7]>();
  expectTypeOf<Pool2d<readonly ['N', 'C', number, 'W'], readonly [7, 2]>>().toEqualTypeOf<['N', 'C', 7, 2]>();
  expectTypeOf<Pool2d<[8, 3, 14, 9], [number, 2]>>().toEqualTypeOf<[8, 3, number, 2]>();
  expectTypeOf<Pool2d<number[], 7>>().toEqualTypeOf<[number, number, 7, 7]>();
  expectTypeOf<AdaptivePoolShape<'adaptiveMaxPool1d', 1, [8, 3, 14], 5>>().toEqualTypeOf<[8, 3, 5]>();
});
