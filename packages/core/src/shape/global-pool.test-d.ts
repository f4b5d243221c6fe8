import { expectTypeOf, test } from 'vitest';
import type { GlobalPool2dShape } from './global-pool.ts';

test('GlobalPool2dShape', () => {
  expectTypeOf<GlobalPool2dShape<'globalAvgPool2d', ['N', 512, 7, 7]>>().toEqualTypeOf<['N', 512, 1, 1]>();
  expectTypeOf<GlobalPool2dShape<'globalAvgPool2d', number[]>>().toEqualTypeOf<[number, number, 1, 1]>();
});
