import { expectTypeOf, test } from 'vitest';
import type { AxesOf } from './axes.ts';

test('AxesOf', () => {
  expectTypeOf<AxesOf<'sum', [2, 3, 4], [-1, 0]>>().toEqualTypeOf<[2, 0]>();
  expectTypeOf<AxesOf<'sum', [2, 3, 4], readonly [number, 0]>>().toEqualTypeOf<[number, 0]>();
  expectTypeOf<AxesOf<'sum', [2, 3, 4], number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<AxesOf<'sum', number[], [-1, 0]>>().toEqualTypeOf<[number, 0]>();
});
