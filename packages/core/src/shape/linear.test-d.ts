import { expectTypeOf, test } from 'vitest';
import type { LinearShape } from './linear.ts';

test('LinearShape', () => {
  expectTypeOf<LinearShape<[8, 25088], [1000, 25088]>>().toEqualTypeOf<[8, 1000]>();
  expectTypeOf<LinearShape<readonly [4], [10, 4]>>().toEqualTypeOf<[10]>();
  expectTypeOf<LinearShape<['N', 'T', number], [10, 4]>>().toEqualTypeOf<['N', 'T', 10]>();
  expectTypeOf<LinearShape<['N', 4], ['O', 4]>>().toEqualTypeOf<['N', 'O']>();
  expectTypeOf<LinearShape<['N', 4], number[]>>().toEqualTypeOf<['N', number]>();
  expectTypeOf<LinearShape<number[], [10, 4]>>().toEqualTypeOf<number[]>();
  expectTypeOf<LinearShape<any, [10, 4]>>().toEqualTypeOf<number[]>();
});
