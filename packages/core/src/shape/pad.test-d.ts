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

test('a mode that needs cells to fill the border from', () => {
  expectTypeOf<PadShape<[2, 3], [[1, 1], [2, 0]], 'reflect'>>().toEqualTypeOf<[4, 5]>();
  expectTypeOf<PadShape<[2, 3], [[0, 2], [3, 3]], 'circular'>>().toEqualTypeOf<[4, 9]>();
  expectTypeOf<PadShape<[1, 3], [[0, 9], [9, 0]], 'replicate'>>().toEqualTypeOf<[10, 12]>();
  expectTypeOf<PadShape<[0, 3], [[0, 0], [1, 1]], 'reflect'>>().toEqualTypeOf<[0, 5]>();
  expectTypeOf<PadShape<['N', number], [[1, 1], [9, 0]], 'reflect'>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<PadShape<[2], [[number, 1]], 'reflect'>>().toEqualTypeOf<[number]>();
  expectTypeOf<PadShape<[2], [[2, 2]], 'reflect' | 'circular'>>().toEqualTypeOf<[6]>();
});
