import { expectTypeOf, test } from 'vitest';
import type { FlattenShape, ReshapeShape } from './reshape.ts';

test('reshape: literals', () => {
  expectTypeOf<ReshapeShape<[2, 3], [3, 2]>>().toEqualTypeOf<[3, 2]>();
  expectTypeOf<ReshapeShape<[2, 3], readonly [3, -1, 1]>>().toEqualTypeOf<[3, 2, 1]>();
  expectTypeOf<ReshapeShape<[], [1, 1]>>().toEqualTypeOf<[1, 1]>();
  expectTypeOf<ReshapeShape<[1], []>>().toEqualTypeOf<[]>();
  expectTypeOf<ReshapeShape<[0, 3], [3, -1]>>().toEqualTypeOf<[3, 0]>();
});

test('reshape: what is not known', () => {
  expectTypeOf<ReshapeShape<['N', 3, 4], [-1, 12]>>().toEqualTypeOf<[number, 12]>();
  expectTypeOf<ReshapeShape<['N', 3, 4], [5, 12]>>().toEqualTypeOf<[5, 12]>();
  expectTypeOf<ReshapeShape<[2, 3], [number, 2]>>().toEqualTypeOf<[number, 2]>();
  expectTypeOf<ReshapeShape<[2, 3], [number, -1]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<ReshapeShape<[2, 3], number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<ReshapeShape<number[], [2, -1]>>().toEqualTypeOf<[2, number]>();
  expectTypeOf<ReshapeShape<any, [2, 3]>>().toEqualTypeOf<[2, 3]>();
});

test('flatten', () => {
  expectTypeOf<FlattenShape<['N', 512, 7, 7]>>().toEqualTypeOf<['N', 25088]>();
  expectTypeOf<FlattenShape<[1, 64, 4096, 4096]>>().toEqualTypeOf<[1, 1073741824]>();
  expectTypeOf<FlattenShape<readonly [8, 32, 7, 7], -2>>().toEqualTypeOf<[8, 32, 49]>();
  expectTypeOf<FlattenShape<[8, 32, 7, 7], 0>>().toEqualTypeOf<[12544]>();
  expectTypeOf<FlattenShape<[8, 'C', 7, 7]>>().toEqualTypeOf<[8, number]>();
  expectTypeOf<FlattenShape<[8, 32], number>>().toEqualTypeOf<number[]>();
  expectTypeOf<FlattenShape<number[]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<FlattenShape<any, 2>>().toEqualTypeOf<number[]>();
});
