import { expectTypeOf, test } from 'vitest';
import type { BroadcastShape } from './broadcast.ts';

test('literals', () => {
  expectTypeOf<BroadcastShape<'add', [2, 3], [3]>>().toEqualTypeOf<[2, 3]>();
  expectTypeOf<BroadcastShape<'add', readonly [8, 1, 6, 1], readonly [7, 1, 5]>>().toEqualTypeOf<[8, 7, 6, 5]>();
  expectTypeOf<BroadcastShape<'add', [], []>>().toEqualTypeOf<[]>();
  expectTypeOf<BroadcastShape<'add', [0], [1]>>().toEqualTypeOf<[0]>();
});

test('what is not known', () => {
  // A dimension beside a literal is that literal or 1.
  expectTypeOf<BroadcastShape<'add', [number, 3], [8, 3]>>().toEqualTypeOf<[8, 3]>();
  expectTypeOf<BroadcastShape<'add', ['N', 3], [8, 3]>>().toEqualTypeOf<[8, 3]>();
  // Beside a 1 it stays what it is.
  expectTypeOf<BroadcastShape<'add', ['N', 3], [1, 3]>>().toEqualTypeOf<['N', 3]>();
  expectTypeOf<BroadcastShape<'add', ['N', 3], [3]>>().toEqualTypeOf<['N', 3]>();
  // Equal names are equal; different ones may broadcast.
  expectTypeOf<BroadcastShape<'add', ['N', 3], ['N', 1]>>().toEqualTypeOf<['N', 3]>();
  expectTypeOf<BroadcastShape<'add', ['N', 3], ['M', 1]>>().toEqualTypeOf<[number, 3]>();
  expectTypeOf<BroadcastShape<'add', ['N', 3], [number, 1]>>().toEqualTypeOf<[number, 3]>();
  expectTypeOf<BroadcastShape<'add', [number, 3], [number, 1]>>().toEqualTypeOf<[number, 3]>();
  expectTypeOf<BroadcastShape<'add', [2 | 3], [4]>>().toEqualTypeOf<[4]>();
  expectTypeOf<BroadcastShape<'add', number[], [2, 3]>>().toEqualTypeOf<number[]>();
  expectTypeOf<BroadcastShape<'add', [2, 3], any>>().toEqualTypeOf<number[]>();
});
