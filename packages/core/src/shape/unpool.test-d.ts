import { expectTypeOf, test } from 'vitest';
import type { UnpoolShape } from './unpool.ts';

type Unpool2d<
  X extends readonly (number | string)[],
  Kernel,
  Stride = Kernel,
  Padding = 0,
  Size = undefined,
> = UnpoolShape<'maxUnpool2d', 2, X, X, Kernel, Stride, Padding, Size>;

test('the image that such a pool makes the input of, or the size given', () => {
  expectTypeOf<Unpool2d<[8, 3, 5, 7], 2>>().toEqualTypeOf<[8, 3, 10, 14]>();
  expectTypeOf<Unpool2d<[8, 3, 5, 7], readonly [3, 2], 2, [1, 0]>>().toEqualTypeOf<[8, 3, 9, 14]>();
  expectTypeOf<Unpool2d<[8, 3, 5, 7], undefined, undefined, 0, [11, 15]>>().toEqualTypeOf<[8, 3, 11, 15]>();
  expectTypeOf<UnpoolShape<'maxUnpool3d', 3, [8, 3, 5, 7, 2], number[], 2>>().toEqualTypeOf<[8, 3, 10, 14, 4]>();
});

test('what is not known', () => {
  expectTypeOf<Unpool2d<['N', 'C', number, 7], 2>>().toEqualTypeOf<['N', 'C', number, 14]>();
  expectTypeOf<Unpool2d<[8, 3, 5, 7], 2, number>>().toEqualTypeOf<[8, 3, number, number]>();
  expectTypeOf<Unpool2d<[8, 3, 5, 7], 2, 2, number>>().toEqualTypeOf<[8, 3, number, number]>();
  expectTypeOf<Unpool2d<[8, 3, 5, 7], undefined, undefined, 0, number>>().toEqualTypeOf<[8, 3, number, number]>();
  expectTypeOf<Unpool2d<number[], 2>>().toEqualTypeOf<[number, number, number, number]>();
});
