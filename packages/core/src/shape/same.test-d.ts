import { expectTypeOf, test } from 'vitest';
import type { SameShape } from './same.ts';

test('SameShape takes of each dimension what is known of either', () => {
  expectTypeOf<SameShape<'mse', [2, 3], readonly [2, 3]>>().toEqualTypeOf<[2, 3]>();
  expectTypeOf<SameShape<'mse', [number, 3, 4], [8, 3, number]>>().toEqualTypeOf<[8, 3, 4]>();
  expectTypeOf<SameShape<'mse', ['N', 3], [number, 3]>>().toEqualTypeOf<['N', 3]>();
  expectTypeOf<SameShape<'mse', ['N', 3], [8, 3]>>().toEqualTypeOf<[8, 3]>();
  expectTypeOf<SameShape<'mse', number[], [8, 3]>>().toEqualTypeOf<[8, 3]>();
  expectTypeOf<SameShape<'mse', [8, 3], any>>().toEqualTypeOf<[8, 3]>();
  expectTypeOf<SameShape<'mse', number[], any>>().toEqualTypeOf<number[]>();
});
