import { expectTypeOf, test } from 'vitest';
import type { ReduceShape } from './reduce.ts';

test('literals', () => {
  expectTypeOf<ReduceShape<'sum', [2, 3, 4]>>().toEqualTypeOf<[]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], undefined, true>>().toEqualTypeOf<[1, 1, 1]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], 1>>().toEqualTypeOf<[2, 4]>();
  expectTypeOf<ReduceShape<'sum', readonly [2, 3, 4], -1, true>>().toEqualTypeOf<[2, 3, 1]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], readonly [2, 0]>>().toEqualTypeOf<[3]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], [], false>>().toEqualTypeOf<[2, 3, 4]>();
  expectTypeOf<ReduceShape<'mean', ['N', 2048, 7, 7], [2, 3]>>().toEqualTypeOf<['N', 2048]>();
});

test('what is not known', () => {
  expectTypeOf<ReduceShape<'sum', ['N', 3], 1>>().toEqualTypeOf<['N']>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], number>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], number, true>>().toEqualTypeOf<[number, number, number]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], [0, number]>>().toEqualTypeOf<[number]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], 0 | 1>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], number[], true>>().toEqualTypeOf<[number, number, number]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], number | readonly number[] | undefined>>().toEqualTypeOf<number[]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], any>>().toEqualTypeOf<number[]>();
  expectTypeOf<ReduceShape<'sum', [2, 3, 4], 1, boolean>>().toEqualTypeOf<number[]>();
  expectTypeOf<ReduceShape<'sum', number[], 1>>().toEqualTypeOf<number[]>();
  expectTypeOf<ReduceShape<'sum', any>>().toEqualTypeOf<number[]>();
});
