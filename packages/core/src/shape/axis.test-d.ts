import { expectTypeOf, test } from 'vitest';
import type { CeilDiv, CeilSize, Extent, OutputSize } from './axis.ts';

test('Extent', () => {
  expectTypeOf<Extent<3, 1>>().toEqualTypeOf<3>();
  expectTypeOf<Extent<3, 4>>().toEqualTypeOf<9>();
  expectTypeOf<Extent<1, 4>>().toEqualTypeOf<1>();
  expectTypeOf<Extent<number, 1>>().toEqualTypeOf<number>();
  expectTypeOf<Extent<3, number>>().toEqualTypeOf<number>();
});

test('OutputSize is 0 where the kernel does not fit', () => {
  expectTypeOf<OutputSize<224, 7, 2, 3, 3, 1>>().toEqualTypeOf<112>();
  expectTypeOf<OutputSize<7, 3, 1, 0, 0, 2>>().toEqualTypeOf<3>();
  expectTypeOf<OutputSize<5, 5, 9, 0, 0, 1>>().toEqualTypeOf<1>();
  expectTypeOf<OutputSize<4, 5, 1, 0, 0, 1>>().toEqualTypeOf<0>();
  expectTypeOf<OutputSize<2, 9, 3, 0, 0, 1>>().toEqualTypeOf<0>();
  expectTypeOf<OutputSize<4, 5, 1, 0, 1, 1>>().toEqualTypeOf<1>();
  expectTypeOf<OutputSize<number, 3, 1, 0, 0, 1>>().toEqualTypeOf<number>();
  expectTypeOf<OutputSize<8, 3, number, 0, 0, 1>>().toEqualTypeOf<number>();
  expectTypeOf<OutputSize<8, 3, 1, number, 0, 1>>().toEqualTypeOf<number>();
  expectTypeOf<OutputSize<8, number, 1, 0, 0, 1>>().toEqualTypeOf<number>();
});

test('CeilSize and CeilDiv', () => {
  expectTypeOf<CeilSize<3, 7, 2, 2, 0, 0, 1>>().toEqualTypeOf<4>();
  expectTypeOf<CeilSize<4, 8, 2, 2, 0, 0, 1>>().toEqualTypeOf<4>();
  expectTypeOf<CeilSize<2, 3, 2, 2, 1, 1, 1>>().toEqualTypeOf<2>();
  expectTypeOf<CeilSize<number, 7, 2, 2, 0, 0, 1>>().toEqualTypeOf<number>();
  expectTypeOf<CeilDiv<7, 2>>().toEqualTypeOf<4>();
  expectTypeOf<CeilDiv<8, 2>>().toEqualTypeOf<4>();
  expectTypeOf<CeilDiv<0, 2>>().toEqualTypeOf<0>();
  expectTypeOf<CeilDiv<number, 2>>().toEqualTypeOf<number>();
});
