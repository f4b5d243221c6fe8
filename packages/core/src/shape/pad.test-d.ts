import { expectTypeOf, test } from 'vitest';
import type { PadShape } from './pad.ts';

test('PadShape', () => {
  expectTypeOf<PadShape<[2, 3], [[1, 2], [0, 4]]>>().toEqualTypeOf<[5, 7]>();
  expectTypeOf<PadShape<readonly ['N', 3], readonly [readonly [0, 0], readonly [1, 1]]>>().toEqualTypeOf<['N', 5]>();
  expectTypeOf<PadShape<['N', 3], [[1, 0], [1, number]]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PadShape<[2, 3], [number, number][]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PadShape<number[], [[1, 1], [0, 0]]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PadShape<any, [[1, 1], [0, 0]]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PadShape<number[], [number, number][]>>().toEqualTypeOf<number[]>();
});
