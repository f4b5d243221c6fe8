import { expectTypeOf, test } from 'vitest';
import type { GlobalPoolShape } from './global-pool.ts';

test('GlobalPoolShape', () => {
  expectTypeOf<GlobalPoolShape<'globalAvgPool2d', 2, ['N', 512, 7, 7]>>().toEqualTypeOf<['N', 512, 1, 1]>();
  expectTypeOf<GlobalPoolShape<'globalAvgPool2d', 2, number[]>>().toEqualTypeOf<[number, number, 1, 1]>();
});
