import { expectTypeOf, test } from 'vitest';
import type { PermuteShape, TransposeShape } from './permute.ts';

test('PermuteShape', () => {
  expectTypeOf<PermuteShape<['N', 32, 31, 3], readonly [0, 3, 1, 2]>>().toEqualTypeOf<['N', 3, 32, 31]>();
  expectTypeOf<PermuteShape<readonly [2, 3], [-1, 0]>>().toEqualTypeOf<[3, 2]>();
  expectTypeOf<PermuteShape<[2, 3], [1, number]>>().toEqualTypeOf<[3, number]>();
  expectTypeOf<PermuteShape<[2, 3], number[]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PermuteShape<number[], [1, 0]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PermuteShape<number[], number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<PermuteShape<any, [1, 0]>>().toEqualTypeOf<[number, number]>();
});

test('TransposeShape', () => {
  expectTypeOf<TransposeShape<[2, 'H', 4]>>().toEqualTypeOf<[2, 4, 'H']>();
  expectTypeOf<TransposeShape<readonly [2, 3, 4], 0, -1>>().toEqualTypeOf<[4, 3, 2]>();
  expectTypeOf<TransposeShape<[2, 3, 4], 1, 1>>().toEqualTypeOf<[2, 3, 4]>();
  expectTypeOf<TransposeShape<[2, 3, 4], number>>().toEqualTypeOf<[number, number, number]>();
  expectTypeOf<TransposeShape<number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<TransposeShape<any>>().toEqualTypeOf<number[]>();
});
